import { expect, it, vi } from 'vitest'
import { age, ago, countdown, day, language, moment } from './format'

const now = new Date(2026, 10, 21, 18, 0, 0).getTime()
const before = (seconds: number) => now - seconds * 1000

it.each([
  [0, 'a moment'],
  [59, '59 s'],
  [60, '1 min'],
  [3599, '59 min'],
  [3600, '1 h'],
  [86_399, '23 h'],
  [86_400, '1 d'],
  [30 * 86_400, '30 d'],
])('%i seconds are %s', (seconds, words) => expect(age(before(seconds), now)).toBe(words))

it('after a month there is the date', () => {
  expect(age(new Date(2026, 8, 3, 12).getTime(), now)).toMatch(/3/)
  expect(age(new Date(2024, 8, 3, 12).getTime(), now)).toMatch(/2024/)
})

it('a server whose clock runs ahead is not in the future', () => {
  expect(age(now + 60_000, now)).toBe('a moment')
  expect(ago(now + 60_000, now)).toBe('just now')
})

it('ago says so', () => expect(ago(before(125), now)).toBe('2 min ago'))

it('moments of today and yesterday are called so, also over midnight', () => {
  const midnight = new Date(2026, 10, 21, 0, 5).getTime()
  expect(moment(before(60), now)).toMatch(/^today, /)
  expect(moment(midnight - 10 * 60_000, midnight)).toMatch(/^yesterday, /)
  expect(moment(before(3 * 86_400), now)).not.toMatch(/day, /)
})

it('a countdown never goes below nothing', () => {
  expect(countdown(now + 161_000, now)).toBe('2:41')
  expect(countdown(now + 3_661_000, now)).toBe('1:01:01')
  expect(countdown(now - 1, now)).toBe('0:00')
})

it('a day stays that day in every time zone, and what is none is shown as it came', () => {
  expect(day('2026-11-21')).toMatch(/21/)
  expect(day('soon')).toBe('soon')
})

it('a language has its name and its code, and what is none is shown as it came', () => {
  expect(language('fr')).toBe('French (fr)')
  expect(language('zh_CN')).toBe('Chinese (China) (zh_CN)')
  expect(language('pt-BR')).toBe('Brazilian Portuguese (pt-BR)')
  expect(language('')).toBe('')
  expect(language('not a language')).toBe('not a language')
})

it('a system without a language takes the formatters\' own', async () => {
  vi.stubGlobal('navigator', { languages: ['C', 'en-GB'] })
  vi.resetModules()
  const fresh = await import('./format')
  expect(fresh.count(12_408)).toBe('12,408')
  vi.unstubAllGlobals()
})
