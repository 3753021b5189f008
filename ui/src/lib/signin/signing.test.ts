import { describe, expect, it, vi } from 'vitest'
import type { FoundPerson, Problem, ProfileView, SignedIn, SignInStarted } from '../backend'
import { Signing, type SignInDoor } from './signing.svelte'

const started: SignInStarted = { id: 's1', way: 'browser', page: 'https://tree.social/oauth/authorize?x', userCode: null, scopes: ['profile'], endsAt: 600_000 }
const kim: SignedIn = { kind: 'person', person: { draft: 'd1', name: 'tree.social' } as FoundPerson }
const tree: SignedIn = { kind: 'profile', profile: { id: 'p1' } as ProfileView }
const problem = (code: 'signInDenied' | 'signInTimedOut' | 'signInGone' | 'listenerUnusable' | 'notACode' | 'stopped' | 'browserUnusable'): Problem => ({ error: { code }, serverSaid: null })

/** Answers that come when the test says so. */
function later<T>() {
  let answer: (value: T) => void = () => undefined
  let fail: (reason: Problem) => void = () => undefined
  const promise = new Promise<T>((resolve, reject) => {
    answer = resolve
    fail = reject
  })
  return { promise, answer, fail }
}

function signing(more: Partial<SignInDoor> = {}, target: ConstructorParameters<typeof Signing>[2] = () => ({ kind: 'draft', draft: 'd1' })) {
  const done = vi.fn<(signedIn: SignedIn) => void>()
  const end = later<SignedIn>()
  const door = {
    beginSignIn: vi.fn<SignInDoor['beginSignIn']>().mockResolvedValue(started),
    openSignInPage: vi.fn<SignInDoor['openSignInPage']>().mockResolvedValue(null),
    awaitSignIn: vi.fn<SignInDoor['awaitSignIn']>(() => end.promise),
    pasteCode: vi.fn<SignInDoor['pasteCode']>().mockResolvedValue(kim),
    cancelSignIn: vi.fn<SignInDoor['cancelSignIn']>().mockResolvedValue(null),
    ...more,
  }
  return { door, done, end, one: new Signing(door, (reason) => reason as Problem, target, done) }
}

/** Until what is waited for is on its way. */
const settled = () => new Promise((resolve) => setTimeout(resolve))

describe('signing in', () => {
  it('goes_from_the_button_to_the_person', async () => {
    const { one, door, done, end } = signing()
    const begun = one.begin('browser')
    expect(one.beginning).toBe('browser')
    await settled()
    expect(door.beginSignIn).toHaveBeenCalledExactlyOnceWith({ kind: 'draft', draft: 'd1' }, { purpose: 'moderate', way: 'browser', application: null })
    expect(one.started).toEqual(started)
    expect(one.beginning).toBeNull()
    end.answer(kim)
    await begun
    expect(done).toHaveBeenCalledExactlyOnceWith(kim)
    expect(one.underWay).toBe(false)
    expect(door.cancelSignIn).not.toHaveBeenCalled()
  })

  it('asks_for_the_chosen_use_with_the_typed_application', async () => {
    const { one, door } = signing()
    one.purpose = 'look'
    one.application = ' 9f2c '
    void one.begin('device')
    await settled()
    expect(door.beginSignIn).toHaveBeenCalledWith({ kind: 'draft', draft: 'd1' }, { purpose: 'look', way: 'device', application: '9f2c' })
  })

  it('is_one_at_a_time_and_only_for_somebody', async () => {
    const { one, door } = signing()
    void one.begin('browser')
    await one.begin('code')
    await settled()
    await one.begin('device')
    expect(door.beginSignIn).toHaveBeenCalledTimes(1)
    const nobody = signing({}, () => null)
    await nobody.one.begin('browser')
    expect(nobody.door.beginSignIn).not.toHaveBeenCalled()
    expect(nobody.one.underWay).toBe(false)
  })

  it('what_cannot_begin_is_told_and_can_be_tried_another_way', async () => {
    const { one, door } = signing({ beginSignIn: vi.fn<SignInDoor['beginSignIn']>().mockRejectedValueOnce(problem('listenerUnusable')).mockResolvedValue({ ...started, way: 'code' }) })
    await one.begin('browser')
    expect(one.trouble).toEqual({ at: 'begin', problem: problem('listenerUnusable') })
    expect(one.underWay).toBe(false)
    void one.begin('code')
    await settled()
    expect(one.trouble).toBeNull()
    expect(one.started?.way).toBe('code')
    expect(door.beginSignIn).toHaveBeenCalledTimes(2)
  })

  it.each(['signInDenied', 'signInTimedOut', 'signInGone'] as const)('%s_ends_it_and_loses_nothing', async (code) => {
    const { one, done, end } = signing()
    one.purpose = 'reports'
    one.application = '9f2c'
    const begun = one.begin('browser')
    await settled()
    end.fail(problem(code))
    await begun
    expect(one.trouble).toEqual({ at: 'wait', problem: problem(code) })
    expect([one.underWay, one.purpose, one.application]).toEqual([false, 'reports', '9f2c'])
    expect(done).not.toHaveBeenCalled()
  })

  it('stopped_while_it_begins_it_is_cancelled_when_it_has_begun', async () => {
    const answer = later<SignInStarted>()
    const { one, door } = signing({ beginSignIn: () => answer.promise })
    const begun = one.begin('browser')
    one.stop()
    expect(one.underWay).toBe(false)
    answer.answer(started)
    await begun
    expect(door.cancelSignIn).toHaveBeenCalledExactlyOnceWith('s1')
    expect(door.awaitSignIn).not.toHaveBeenCalled()
    expect(one.started).toBeNull()
  })

  it('stopped_while_it_waits_it_says_nothing_of_its_end', async () => {
    const { one, door, done, end } = signing()
    const begun = one.begin('browser')
    await settled()
    one.stop()
    expect(door.cancelSignIn).toHaveBeenCalledExactlyOnceWith('s1')
    end.fail(problem('stopped'))
    await begun
    expect(one.trouble).toBeNull()
    expect(done).not.toHaveBeenCalled()
  })

  it('a_person_who_comes_after_the_stop_leads_nowhere', async () => {
    const { one, done, end } = signing()
    const begun = one.begin('browser')
    await settled()
    one.stop()
    end.answer(kim)
    await begun
    expect(done).not.toHaveBeenCalled()
  })

  it('the_new_token_of_an_instance_is_told_even_after_the_stop', async () => {
    const { one, done, end } = signing({}, () => ({ kind: 'profile', profile: 'p1' }))
    const begun = one.begin('browser')
    await settled()
    one.stop()
    end.answer(tree)
    await begun
    expect(done).toHaveBeenCalledExactlyOnceWith(tree)
  })

  it('a_late_end_leaves_the_next_sign_in_alone', async () => {
    const ends = [later<SignedIn>(), later<SignedIn>()]
    let at = 0
    const { one, done } = signing({ awaitSignIn: () => ends[at++]?.promise ?? Promise.reject(problem('signInGone')) })
    const first = one.begin('browser')
    await settled()
    one.stop()
    const second = one.begin('browser')
    await settled()
    ends[0]?.fail(problem('signInTimedOut'))
    await first
    expect(one.trouble).toBeNull()
    expect(one.started).toEqual(started)
    ends[1]?.answer(kim)
    await second
    expect(done).toHaveBeenCalledExactlyOnceWith(kim)
  })

  it('a_pasted_code_ends_it_once', async () => {
    const { one, done, end, door } = signing({ beginSignIn: vi.fn<SignInDoor['beginSignIn']>().mockResolvedValue({ ...started, way: 'code' }), pasteCode: vi.fn<SignInDoor['pasteCode']>().mockResolvedValue(tree) })
    const begun = one.begin('code')
    await settled()
    await one.paste()
    end.answer(tree)
    await begun
    expect(done).toHaveBeenCalledExactlyOnceWith(tree)
    expect(door.pasteCode).toHaveBeenCalledExactlyOnceWith('s1')
    expect(one.underWay).toBe(false)
  })

  it('what_is_no_code_can_be_followed_by_another_one', async () => {
    const { one, done } = signing({ pasteCode: vi.fn<SignInDoor['pasteCode']>().mockRejectedValueOnce(problem('notACode')).mockResolvedValue(kim) })
    void one.begin('code')
    await settled()
    await one.paste()
    expect(one.trouble).toEqual({ at: 'code', problem: problem('notACode') })
    expect([one.started, one.pasting]).toEqual([started, false])
    await one.paste()
    expect(done).toHaveBeenCalledExactlyOnceWith(kim)
    expect(one.trouble).toBeNull()
  })

  it('a_code_that_is_exchanged_after_the_stop_leads_nowhere', async () => {
    const answer = later<SignedIn>()
    const { one, done } = signing({ pasteCode: () => answer.promise })
    void one.begin('code')
    await settled()
    const pasted = one.paste()
    expect(one.pasting).toBe(true)
    one.stop()
    expect(one.pasting).toBe(false)
    answer.answer(kim)
    await pasted
    expect(done).not.toHaveBeenCalled()
  })

  it('an_end_while_a_code_is_exchanged_is_the_one_that_is_told', async () => {
    const answer = later<SignedIn>()
    const { one, end } = signing({ pasteCode: () => answer.promise })
    const begun = one.begin('code')
    await settled()
    const pasted = one.paste()
    end.fail(problem('signInTimedOut'))
    await begun
    answer.fail(problem('signInGone'))
    await pasted
    expect(one.trouble).toEqual({ at: 'wait', problem: problem('signInTimedOut') })
  })

  it('a_page_that_does_not_open_leaves_it_waiting', async () => {
    const { one } = signing({ openSignInPage: () => Promise.reject(problem('browserUnusable')) })
    await one.open()
    expect(one.trouble).toBeNull()
    void one.begin('browser')
    await settled()
    await one.open()
    expect(one.trouble).toEqual({ at: 'page', problem: problem('browserUnusable') })
    expect(one.started).toEqual(started)
  })
})
