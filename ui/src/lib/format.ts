// Dates and numbers as the system writes them, and relative times in words of the catalogue.

import { times } from './messages/common'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/**
 * The system's locale: web views report it as the browser's language. WebKitGTK reports "C" where the system has none,
 * which is no language and makes every formatter throw; without any, the formatters take their own.
 */
const locale = (): string[] => (globalThis.navigator?.languages ?? []).filter(isLanguage)

function isLanguage(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length > 0
  } catch {
    return false
  }
}

const cached = <T>(make: () => T): (() => T) => {
  let made: T | undefined
  return () => (made ??= make())
}

const numbers = cached(() => new Intl.NumberFormat(locale()))
const exactly = cached(() => new Intl.DateTimeFormat(locale(), { dateStyle: 'full', timeStyle: 'medium' }))
const clock = cached(() => new Intl.DateTimeFormat(locale(), { hour: 'numeric', minute: '2-digit' }))
const dayAndMonth = cached(() => new Intl.DateTimeFormat(locale(), { day: 'numeric', month: 'short' }))
const wholeDay = cached(() => new Intl.DateTimeFormat(locale(), { day: 'numeric', month: 'short', year: 'numeric' }))
const dayOfWeek = cached(() => new Intl.DateTimeFormat(locale(), { weekday: 'long' }))
const utcDay = cached(() => new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeZone: 'UTC' }))

/** 12408 as "12,408", "12.408" or "12 408". */
export const count = (value: number): string => numbers().format(value)

/** How long ago, for rows: "2 min", "3 h", "5 d", and the date after a month. Never negative: servers' clocks differ. */
export function age(at: number, now: number): string {
  const passed = Math.max(0, now - at)
  if (passed < 1_000) return times.moment
  if (passed < MINUTE) return times.seconds(count(Math.floor(passed / 1000)))
  if (passed < HOUR) return times.minutes(count(Math.floor(passed / MINUTE)))
  if (passed < DAY) return times.hours(count(Math.floor(passed / HOUR)))
  if (passed < 31 * DAY) return times.days(count(Math.floor(passed / DAY)))
  return date(at, now)
}

/** "2 min ago", "just now", and the date after a month. */
export function ago(at: number, now: number): string {
  const passed = Math.max(0, now - at)
  if (passed < 5_000) return times.justNow
  return passed < 31 * DAY ? times.ago(age(at, now)) : date(at, now)
}

/** "15:22": for places under a heading that names the day. */
export const timeOfDay = (at: number): string => clock().format(at)

/** "today, 15:22", "yesterday, 09:10", "3 Sept, 15:22"; with the year when it is another one. */
export function moment(at: number, now: number): string {
  const day = startOfDay(at)
  const today = startOfDay(now)
  const time = clock().format(at)
  if (day === today) return times.today(time)
  if (day === startOfDay(today - HOUR)) return times.yesterday(time)
  return times.onDay(date(at, now), time)
}

/** The day, with the year when it is another one. */
export const date = (at: number, now: number): string =>
  (new Date(at).getFullYear() === new Date(now).getFullYear() ? dayAndMonth() : wholeDay()).format(at)

/** "Tuesday". */
export const weekday = (at: number): string => dayOfWeek().format(at)

/** All there is to say of a moment, for the tooltip. */
export const exact = (at: number): string => exactly().format(at)

/** A day without a time, as `2026-11-21`; what cannot be read is shown as it came. */
export function day(text: string): string {
  const at = Date.parse(`${text}T00:00:00Z`)
  return Number.isNaN(at) ? text : utcDay().format(at)
}

/** "2:41", "1:02:05": how long until then; "0:00" when it has passed. */
export function countdown(until: number, now: number): string {
  const seconds = Math.max(0, Math.ceil((until - now) / 1000))
  const two = (value: number) => String(value).padStart(2, '0')
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`
}

const languages = cached(() => new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' }))

/** "fr" as "French (fr)"; what is no code of a language is shown as it came. */
export function language(code: string): string {
  try {
    // Some servers write a locale as a file name would: "zh_CN".
    const name = languages().of(code.replaceAll('_', '-'))
    return name ? `${name} (${code})` : code
  } catch {
    return code
  }
}

function startOfDay(at: number): number {
  const day = new Date(at)
  day.setHours(0, 0, 0, 0)
  return day.getTime()
}
