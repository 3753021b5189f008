import { expect, it } from 'vitest'
import { daysUntil, inDays, morning, offered, typedTime } from './days'

// Monday, in the evening.
const NOW = new Date(2026, 10, 23, 21, 30).getTime()
const on = (month: number, day: number, hour = 9, minute = 0, year = 2026) => new Date(year, month - 1, day, hour, minute).getTime()

it('days are offered by their names, each in its morning', () => {
  const days = offered(NOW)
  expect(days.map(({ kind }) => kind)).toEqual(['tomorrow', 'weekday', 'weekday', 'weekday', 'weekday', 'weekday', 'week', 'month'])
  expect(days.map(({ at }) => new Date(at).getDay()).slice(0, 7)).toEqual([2, 3, 4, 5, 6, 0, 1])
  expect(days.every(({ at }) => new Date(at).getHours() === 9)).toBe(true)
  expect(morning(NOW, 8)).toBe(on(12, 1))
})

it.each([
  ['2026-12-03', on(12, 3)],
  [' 2026-11-24 ', on(11, 24)],
  ['2026-12-03 14:30', on(12, 3, 14, 30)],
  ['2026-11-23 21:31', on(11, 23, 21, 31)],
  ['2026-11-23', null], // its morning is over
  ['2026-11-22', null],
  ['2027-12-24', null], // more than a year
  ['2026-02-30', null],
  ['2026-13-01', null],
  ['2026-12-03 24:00', null],
  ['2026-12-03 14:60', null],
  ['3 Dec', null],
  ['', null],
])('%s is a time ahead, or none', (typed, at) => expect(typedTime(typed, NOW)).toBe(at))

it.each([
  ['2026-11-24', 1],
  ['2026-12-23', 30],
  ['2027-11-23', 365],
  ['2026-11-23', null],
  ['2027-11-24', null],
  ['someday', null],
])('until %s it is %s days', (typed, days) => expect(daysUntil(typed, NOW)).toBe(days))

it('days of a decision are whole ones from when it is decided', () => {
  expect(inDays(NOW, 7) - NOW).toBe(7 * 24 * 60 * 60 * 1000)
})
