import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { AccountDetail, ActionOffer, ProfileView } from '$lib/backend'
import { desk } from '$lib/desk.svelte'
import { Deciding, SETTLE } from './deciding.svelte'

const decide = vi.hoisted(() => vi.fn())
vi.mock('$lib/bindings', () => ({ commands: { decide } }))

const profile = { id: 'p1', name: 'tree.social' } as ProfileView
const account = { id: 'a1', handle: 'anna', revision: 'r1' } as AccountDetail
const offer = (some: Partial<ActionOffer>): ActionOffer => ({
  verb: 'limit', letter: 'L', place: 'bar', refusal: null, weight: 'restricts', consequences: [], told: 'never', takesMessage: false, cautions: [], typeHandle: null, ...some,
})
const deciding = (some: Partial<ActionOffer>) => new Deciding(profile, account, offer(some))

beforeEach(() => vi.useFakeTimers({ toFake: ['performance'] }))
afterEach(() => {
  vi.useRealTimers()
  decide.mockReset()
  for (const { id } of desk.said) desk.unsay(id)
})

it('whether they are told is chosen by the person, never beforehand', () => {
  const one = deciding({ told: 'choice' })
  expect(one.missing).toBe('tell')
  one.tell = 'no'
  expect(one.missing).toBe(null)
  expect(one.choices.tell).toBe(false)
  expect(deciding({ told: 'always' }).choices.tell).toBe(null)
})

it('a text for the person is sent only where it reaches them', () => {
  const one = deciding({ told: 'choice', takesMessage: true })
  one.message = ' stop it '
  one.tell = 'no'
  expect(one.choices.message).toBe(null)
  one.tell = 'yes'
  expect(one.choices.message).toBe('stop it')
})

it('a moderator is decided about only after the handle was typed, with or without the @', () => {
  const one = deciding({ typeHandle: 'jana' })
  expect(one.missing).toBe('handle')
  one.typed = 'jan'
  expect(one.missing).toBe('handle')
  one.typed = ' @jana '
  expect(one.missing).toBe(null)
  expect(one.choices.typedHandle).toBe('jana')
})

it('the key that opened the panel does not send', () => {
  const one = deciding({})
  vi.advanceTimersByTime(SETTLE - 1)
  expect(one.settled).toBe(false)
  vi.advanceTimersByTime(1)
  expect(one.settled).toBe(true)
})

it('the id and the revision on screen go with the decision', async () => {
  decide.mockResolvedValue({ status: 'confirmed', verb: 'limit', handle: 'anna' })
  await deciding({}).send()
  expect(decide).toHaveBeenCalledWith('p1', 'a1', 'r1', 'limit', { message: null, tell: null, reason: null, typedHandle: null })
  expect(desk.said.at(-1)?.tone).toBe('good')
})

it('an account that changed meanwhile is told, and nothing counts as sent', async () => {
  decide.mockRejectedValue({ error: { code: 'changedMeanwhile' }, serverSaid: null })
  const one = deciding({})
  expect(await one.send()).toBe(null)
  expect(one.phase).toBe('changed')
  expect(one.decision).toBe(null)
})

it('what came of it is said also when its panel has been left', async () => {
  decide.mockResolvedValue({ status: 'unsure', verb: 'limit', handle: 'anna', lookup: 'unchanged' })
  const one = deciding({})
  await one.send()
  expect(desk.said.at(-1)).toMatchObject({ tone: 'caution', text: expect.stringContaining('Not sure') })
  one.watched = true
  const before = desk.said.length
  await one.send()
  expect(desk.said).toHaveLength(before)
})
