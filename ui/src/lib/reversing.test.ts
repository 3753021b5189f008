import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import type { ActionOffer, DecisionView, Refusal, Status, Verb } from './backend'
import { neverBack, notRestored, reverseWords, verbs } from './messages'
import { hasArrived, reversal, reverseOf } from './reversing'

const decision = (verb: Verb, status: Status = 'confirmed') => ({ verb, status }) as DecisionView
const offer = (verb: Verb, refusal: Refusal | null = null) => ({ verb, refusal }) as ActionOffer
const all = Object.keys(verbs) as Verb[]

it('a reverse is reversed by what it reversed, and nothing by itself but a note', () => {
  for (const verb of all) {
    const reverse = reverseOf(verb)
    if (reverse === null || verb === 'banDeactivated') continue
    expect(reverseOf(reverse), verb).toBe(verb)
    expect(reverse === verb, verb).toBe(verb === 'note')
  }
})

it('what the engine says cannot be taken back has no reverse', () => {
  const source = readFileSync('../src-tauri/engine/src/action/verb.rs', 'utf8')
  const [, body = ''] = /pub const fn weight\(self\)[^{]*\{([\s\S]*?)\n {4}\}/.exec(source) ?? []
  const [, listed = ''] = /((?:Verb::\w+\s*\|?\s*)+)=>\s*Weight::Irreversible/.exec(body) ?? []
  const irreversible = [...listed.matchAll(/Verb::(\w)(\w*)/g)].map(([, first = '', rest = '']) => (first.toLowerCase() + rest) as Verb)
  expect(irreversible.length).toBeGreaterThan(2)
  for (const verb of irreversible) expect(reverseOf(verb), verb).toBe(null)
})

it('where nothing takes it back that is said, verb by verb', () => {
  for (const verb of all.filter((one) => reverseOf(one) === null)) {
    expect(neverBack(verb), verb).not.toBe(reverseWords.notOffered)
    expect(reversal(decision(verb), [])).toBe(neverBack(verb))
  }
})

it('it is offered where the account as it is now lets it be, and else says why not', () => {
  const lift = offer('liftLimit')
  expect(reversal(decision('limit'), [offer('limit'), lift])).toBe(lift)
  expect(reversal(decision('limit'), [offer('liftLimit', { kind: 'notLimited' })])).toBe('This account is not limited.')
  expect(reversal(decision('limit'), [])).toBe(reverseWords.notOffered)
  expect(reversal(decision('limit'), null)).toBe(reverseWords.unknown)
  expect(reversal(decision('limit', 'sending'), [lift])).toBe(reverseWords.onItsWay)
})

it('only what reached the server, or may have, is reversed', () => {
  const statuses: Status[] = ['held', 'ready', 'sending', 'confirmed', 'accepted', 'unprovable', 'refused', 'unsure', 'gone', 'putBack', 'halfway', 'changed', 'wasSo', 'cancelled']
  expect(statuses.filter((status) => hasArrived(decision('limit', status)))).toEqual(['confirmed', 'accepted', 'unprovable', 'unsure'])
})

it('what it does not bring back is said, with what the server adds for this account', () => {
  expect(notRestored('limit', ['seenAgain'])).toContain('strike stays')
  expect(notRestored('suspend', ['shownAgainUnlessErased', 'followsStayCut'])).toMatch(/strike stays.*erased.*Follows that were cut stay cut/)
  expect(notRestored('block', ['maySignInAgain', 'pipelinesStayStopped'])).toMatch(/sign in again.*Pipelines stay cancelled/)
  expect(notRestored('liftLimit', ['hiddenFromStrangers'])).toBe(null)
})

it('one whose words were erased is not taken back in passing', () => {
  for (const verb of all) expect(hasArrived({ ...decision(verb), handle: '' }), verb).toBe(false)
  expect(hasArrived({ ...decision('limit'), handle: 'anna' })).toBe(true)
})
