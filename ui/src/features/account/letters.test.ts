import { expect, it } from 'vitest'
import type { ActionOffer, Refusal, Verb } from '$lib/backend'
import { letterKeys, meaning } from './letters'

const offer = (verb: Verb, letter: string, refusal: Refusal | null = null): ActionOffer => ({
  verb, letter, refusal, place: 'bar', weight: 'restricts', consequences: [], told: 'never', takesMessage: false, cautions: [], typeHandle: null,
})

it('a letter opens what is offered', () => {
  const approve = offer('approve', 'A')
  expect(meaning('A', [approve], 'Mastodon')).toEqual({ kind: 'offer', offer: approve })
})

it('of two verbs on a letter the one that can be done is meant; if both can, the menu opens', () => {
  const unban = offer('unban', 'U')
  expect(meaning('U', [offer('unblock', 'U', { kind: 'notBlocked' }), unban], 'GitLab')).toEqual({ kind: 'offer', offer: unban })
  expect(meaning('U', [offer('unblock', 'U'), unban], 'GitLab')).toEqual({ kind: 'several' })
})

it('a letter that is not offered explains itself and does nothing', () => {
  expect(meaning('R', [offer('reject', 'R', { kind: 'notPending' })], 'Mastodon')).toEqual({ kind: 'says', text: 'Reject: This account does not wait for approval.' })
  expect(meaning('B', [], 'Mastodon')).toMatchObject({ kind: 'says', text: expect.stringContaining('B does nothing on Mastodon') })
})

it('staff are never decided about by a letter', () => {
  const limit = { ...offer('limit', 'L'), typeHandle: 'jana' }
  expect(meaning('L', [limit], 'Mastodon')).toEqual({ kind: 'says', text: 'Staff: choose it in the menu of all actions (.)' })
  expect(letterKeys([limit], () => {}).every(({ label }) => label === '')).toBe(true)
})

it('only letters that do something are on the sheet of keys', () => {
  const labels = letterKeys([offer('approve', 'A'), offer('reject', 'R', { kind: 'readOnly' })], () => {}).map(({ label }) => label)
  expect(labels.filter((label) => label !== '')).toEqual(['Approve…'])
})
