import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { AccountDetail, ActionOffer, DecisionView, ProfileView } from '$lib/backend'
import { Deciding } from './deciding.svelte'

const { decide } = vi.hoisted(() => ({ decide: vi.fn() }))
vi.mock('$lib/bindings', () => ({ commands: { decide } }))

const profile = { id: 'p1', name: 'tree.social' } as ProfileView
const account = { id: 'a1', handle: 'anna', revision: 'r1', reports: null } as AccountDetail
const offer = (some: Partial<ActionOffer> = {}): ActionOffer => ({
  verb: 'limit', letter: 'L', place: 'bar', refusal: null, weight: 'restricts', consequences: [], told: 'never', takesMessage: false, takesPreset: false, reports: 'untouched', note: 'untouched',
  reverse: 'liftLimit', cautions: [], typeHandle: null, ...some,
})

beforeEach(() => void vi.useFakeTimers({ now: new Date(2026, 10, 23, 21, 30) }))
afterEach(() => void vi.useRealTimers())

it('nothing ends by itself unless somebody says so', () => {
  const one = new Deciding(profile, account, offer())
  expect(one.choices.lasts).toBe(null)
  one.lasting.length = 7
  expect([one.choices.lasts, one.missing]).toEqual([7, null])
})

it('until a day is a number of days, and a wrong day is not sent', () => {
  const one = new Deciding(profile, account, offer())
  one.lasting.length = 'until'
  expect(one.missing).toBe('lasts')
  expect(one.missingWords).toContain('2026-12-03')
  one.lasting.until = '2026-11-23'
  expect(one.missing).toBe('lasts')
  one.lasting.until = '2026-12-03'
  expect([one.choices.lasts, one.missing]).toEqual([10, null])
})

it('what nothing takes back is not meant for some days', () => {
  const one = new Deciding(profile, account, offer({ verb: 'warn', reverse: null }))
  one.lasting.length = 'until'
  expect([one.choices.lasts, one.missing]).toEqual([null, null])
})

it('a decision that is changed goes on with its days, also with those that nobody offers', () => {
  const changing = (lasts: number | null) => new Deciding(profile, account, offer(), null, { kind: 'change', decision: { verb: 'limit', lasts, told: null } as DecisionView, from: 'outbox' })
  expect([changing(null).lasting.length, changing(30).lasting.length]).toEqual(['none', 30])
  const odd = changing(12)
  expect([odd.lasting.length, odd.lasting.until, odd.choices.lasts]).toEqual(['until', '2026-12-05', 12])
  const again = new Deciding(profile, account, offer())
  again.recall(odd)
  expect(again.choices.lasts).toBe(12)
})
