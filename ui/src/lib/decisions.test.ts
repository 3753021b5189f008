import { expect, it } from 'vitest'
import type { DecisionView, Lookup, Status, Step } from './backend'
import { isAsked, isLoud, isTaken, toneOf, worthLooking } from './decisions'

const decision = (status: Status, lookup: Lookup | null = null, steps: Step[] = []) => ({ status, lookup, steps, verb: 'banBlocked' }) as DecisionView

it('looking again is offered while the server may tell more, and not where it cannot', () => {
  expect(worthLooking(decision('unsure', 'notYet'))).toBe(true)
  expect(worthLooking(decision('unsure', 'cannotTell'))).toBe(false)
  // A worker of the server does it some time.
  expect(worthLooking(decision('accepted', 'cannotTell'))).toBe(true)
  expect(worthLooking({ ...decision('unsure', 'cannotTell'), verb: 'delete' })).toBe(true)
  expect(worthLooking(decision('unprovable'))).toBe(false)
  expect(worthLooking(decision('putBack'))).toBe(false)
})

it('the person is asked what no look could settle, and never before the server or about a move that may have begun', () => {
  for (const lookup of ['shows', 'unchanged', 'different', 'cannotTell'] as const) expect(isAsked(decision('unsure', lookup))).toBe(true)
  for (const lookup of [null, 'notYet'] as const) expect(isAsked(decision('unsure', lookup))).toBe(false)
  expect(isAsked(decision('unsure', 'unchanged', [{ part: 'first' } as Step]))).toBe(false)
  expect(isAsked(decision('accepted', 'unchanged'))).toBe(false)
})

it('what may be left active is loud until somebody has seen that it is not', () => {
  for (const lookup of [null, 'notYet', 'cannotTell'] as const) {
    expect(isLoud(decision('halfway', lookup))).toBe(true)
    expect(worthLooking(decision('halfway', lookup))).toBe(true)
    expect(toneOf(decision('halfway', lookup))).toBe('bad')
  }
  for (const lookup of ['shows', 'unchanged', 'different'] as const) {
    expect(isLoud(decision('halfway', lookup))).toBe(false)
    expect(worthLooking(decision('halfway', lookup))).toBe(false)
    expect(toneOf(decision('halfway', lookup))).toBe('caution')
  }
})

it('neither what was put back nor what was left halfway counts as taken', () => {
  expect(isTaken(decision('putBack'))).toBe(false)
  expect(isTaken(decision('halfway'))).toBe(false)
  expect(isTaken(decision('confirmed'))).toBe(true)
})

it('what is done but for its note is not all well', () => {
  const note = (status: Status) => [{ part: 'note', status }] as Step[]
  expect(toneOf(decision('confirmed', null, note('confirmed')))).toBe('good')
  expect(toneOf(decision('confirmed', null, note('refused')))).toBe('caution')
  expect(toneOf(decision('confirmed', null, note('unsure')))).toBe('caution')
})
