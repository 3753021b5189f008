import { describe, expect, it, vi } from 'vitest'
import type { CertificateSeen, FoundPerson, FoundServer, Problem, ProfileView, SignedIn, SignInStarted } from '$lib/backend'
import { Connecting, type Door } from './connecting.svelte'

const server: FoundServer = {
  draft: 'draft-1',
  address: 'tree.social',
  software: { name: 'Tree', version: '4.6.5' } as FoundServer['software'],
  title: 'Tree',
  latencyMs: 84,
  purposes: [
    { purpose: 'look', scopes: ['profile'], tokenPage: 'https://tree.social/settings/applications/new' },
    { purpose: 'moderate', scopes: ['profile', 'admin:write:accounts'], tokenPage: 'https://tree.social/settings/applications/new' },
  ],
  signIn: { ways: ['browser', 'code'], needsApplication: false, redirect: null },
}
const kim: FoundPerson = {
  draft: 'draft-1',
  software: server.software,
  you: { id: '7', username: 'kim', role: 'Moderator', may: [] },
  latencyMs: 84,
  name: 'tree.social',
  mark: { number: 2, letters: 'TR', pattern: 'dotted', hue: 'purple' },
  token: { kind: 'keychain' },
  federated: true,
}
const tree = { id: 'p1', name: 'tree.social' } as ProfileView
const seen = { sha256: 'AA:BB', fault: 'unknownIssuer' } as CertificateSeen
const begun: SignInStarted = { id: 's1', way: 'browser', page: 'https://tree.social/oauth/authorize', userCode: null, scopes: [], endsAt: 600_000 }
const untrusted: Problem = { error: { code: 'certificateNotTrusted', host: 'tree.social', fault: 'unknownIssuer' }, serverSaid: null }
const denied: Problem = { error: { code: 'signInDenied' }, serverSaid: null }
const noServer: Problem = { error: { code: 'noSuchServer', host: 'tre.social' }, serverSaid: null }
const notTaken: Problem = { error: { code: 'tokenNotTaken' }, serverSaid: null }

function way(first: boolean, more: Partial<Door> = {}) {
  const door = {
    startPractice: vi.fn<Door['startPractice']>().mockResolvedValue([tree]),
    findServer: vi.fn<Door['findServer']>().mockResolvedValue(server),
    openTokenPage: vi.fn<Door['openTokenPage']>().mockResolvedValue(null),
    pasteToken: vi.fn<Door['pasteToken']>().mockResolvedValue(kim),
    finishConnecting: vi.fn<Door['finishConnecting']>().mockResolvedValue(tree),
    cancelConnecting: vi.fn<Door['cancelConnecting']>().mockResolvedValue(null),
    lookAtCertificate: vi.fn<Door['lookAtCertificate']>().mockResolvedValue(seen),
    beginSignIn: vi.fn<Door['beginSignIn']>().mockResolvedValue(begun),
    openSignInPage: vi.fn<Door['openSignInPage']>().mockResolvedValue(null),
    awaitSignIn: vi.fn<Door['awaitSignIn']>().mockResolvedValue({ kind: 'person', person: kim }),
    pasteCode: vi.fn<Door['pasteCode']>().mockResolvedValue({ kind: 'person', person: kim }),
    cancelSignIn: vi.fn<Door['cancelSignIn']>().mockResolvedValue(null),
    ...more,
  }
  return { door, way: new Connecting(door, (reason) => reason as Problem, first) }
}

async function asKim(first = true, more: Partial<Door> = {}) {
  const made = way(first, more)
  made.way.on()
  made.way.address = ' tree.social '
  await made.way.find()
  await made.way.paste()
  return made
}

describe('connecting a server', () => {
  it('lets_the_letters_follow_the_name_until_they_are_typed', async () => {
    const { way: steps } = await asKim()
    steps.call('Oak house')
    expect(steps.mark).toEqual({ ...kim.mark, letters: 'OA' })
    steps.call('x')
    expect(steps.mark.letters).toBe('OA')
    steps.choose({ ...steps.mark, hue: 'teal' })
    steps.call('elm')
    expect(steps.mark.letters).toBe('EL')
    steps.choose({ ...steps.mark, letters: 'QQ' })
    steps.call('birch')
    expect(steps.mark.letters).toBe('QQ')
  })

  it('goes_from_the_address_to_the_profile', async () => {
    const { way: steps, door } = await asKim()
    expect(door.findServer).toHaveBeenCalledWith('tree.social', null)
    expect(steps.step).toBe('you')
    expect(steps.mark).toEqual(kim.mark)
    steps.name = 'Tree '
    steps.on()
    steps.pictures = 'grey'
    expect(await steps.finish()).toBe(tree)
    expect(door.finishConnecting).toHaveBeenCalledWith('draft-1', { name: 'Tree', mark: kim.mark, pictures: 'grey', caching: { remote: 'restricted', goneDays: 30, addressDays: 365 } })
    steps.cancel()
    expect(door.cancelConnecting).not.toHaveBeenCalled()
  })

  it('keeps_what_was_chosen_on_this_computer_and_nothing_that_cannot_be_kept', async () => {
    const { way: steps, door } = await asKim()
    steps.caching.remote = 'none'
    steps.caching.gone = '0'
    expect(await steps.finish()).toBeNull()
    expect(door.finishConnecting).not.toHaveBeenCalled()
    steps.caching.gone = '14'
    steps.caching.forgets = false
    await steps.finish()
    expect(vi.mocked(door.finishConnecting).mock.calls[0]?.[1].caching).toEqual({ remote: 'none', goneDays: 14, addressDays: null })
  })

  it('begins_with_the_address_where_the_desk_is_not_empty', () => {
    const { way: steps } = way(false)
    expect(steps.step).toBe('connect')
    expect(steps.canGoBack).toBe(false)
  })

  it('goes_on_only_with_what_the_step_needs', async () => {
    const { way: steps } = way(true)
    steps.on()
    expect(steps.canGoOn).toBe(false)
    steps.address = 'tree.social'
    await steps.find()
    expect(steps.canGoOn).toBe(false)
    await steps.paste()
    steps.mark.letters = 'T'
    steps.on()
    expect(steps.step).toBe('you')
    steps.mark.letters = 'TR'
    steps.on()
    expect(steps.step).toBe('computer')
  })

  it('back_and_on_keep_what_was_chosen', async () => {
    const { way: steps, door } = await asKim()
    steps.name = 'My tree'
    steps.back()
    steps.back()
    expect(steps.step).toBe('start')
    steps.on()
    steps.on()
    expect(steps.step).toBe('you')
    expect(steps.name).toBe('My tree')
    expect(door.cancelConnecting).not.toHaveBeenCalled()
  })

  it('a_new_address_lets_the_server_before_go', async () => {
    const { way: steps, door } = await asKim()
    steps.back()
    steps.address = 'orchard.example'
    expect(steps.canGoOn).toBe(false)
    await steps.find()
    expect(door.cancelConnecting).toHaveBeenCalledWith('draft-1')
    expect(steps.person).toBeNull()
  })

  it('cancelling_drops_draft_and_token', async () => {
    const { way: steps, door } = await asKim()
    steps.cancel()
    expect(door.cancelConnecting).toHaveBeenCalledExactlyOnceWith('draft-1')
    expect([steps.step, steps.found, steps.person, steps.address]).toEqual(['start', null, null, ''])
  })

  it('an_answer_after_stopping_is_let_go_with_its_draft', async () => {
    let answer = (found: FoundServer): void => void found
    const { way: steps, door } = way(false, { findServer: () => new Promise((resolve) => (answer = resolve)) })
    steps.address = 'tree.social'
    const asked = steps.find()
    expect(steps.busy).toBe('find')
    steps.stop()
    expect(steps.busy).toBeNull()
    answer(server)
    await asked
    expect(steps.found).toBeNull()
    expect(door.cancelConnecting).toHaveBeenCalledWith('draft-1')
  })

  it('a_failure_stands_beside_what_asked_and_goes_with_the_next_try', async () => {
    const findServer = vi.fn<Door['findServer']>().mockRejectedValueOnce(noServer).mockResolvedValue(server)
    const pasteToken = vi.fn<Door['pasteToken']>().mockRejectedValue(notTaken)
    const { way: steps } = way(false, { findServer, pasteToken })
    steps.address = 'tre.social'
    await steps.find()
    expect(steps.trouble).toEqual({ at: 'find', problem: noServer })
    steps.address = 'tree.social'
    await steps.find()
    expect(steps.trouble).toBeNull()
    await steps.paste()
    expect(steps.trouble).toEqual({ at: 'token', problem: notTaken })
    expect(steps.step).toBe('connect')
  })

  it('asks_one_thing_at_a_time', async () => {
    const { way: steps, door } = way(true, { startPractice: () => new Promise(() => undefined) })
    void steps.practise()
    expect(await steps.practise()).toBeNull()
    steps.on()
    expect(steps.step).toBe('start')
    expect(door.findServer).not.toHaveBeenCalled()
  })

  it('opens_the_page_for_tokens_of_the_chosen_use', async () => {
    const { way: steps, door } = await found()
    steps.signing.purpose = 'look'
    await steps.openTokenPage()
    expect(door.openTokenPage).toHaveBeenCalledExactlyOnceWith('draft-1', 'look')
  })
})

async function found(more: Partial<Door> = {}) {
  const made = way(false, more)
  made.way.address = 'tree.social'
  await made.way.find()
  return made
}

/** A sign-in that ends when the test says so. */
function waiting() {
  let answer: (signedIn: SignedIn) => void = () => undefined
  let fail: (problem: Problem) => void = () => undefined
  const end = new Promise<SignedIn>((resolve, reject) => {
    answer = resolve
    fail = reject
  })
  return { awaitSignIn: () => end, answer: () => answer({ kind: 'person', person: kim }), fail: (problem: Problem) => fail(problem) }
}

describe('signing in to a new server', () => {
  it('leads_to_the_person_as_a_pasted_token_does', async () => {
    const { way: steps, door } = await found()
    await steps.signing.begin('browser')
    expect(door.beginSignIn).toHaveBeenCalledExactlyOnceWith({ kind: 'draft', draft: 'draft-1' }, { purpose: 'moderate', way: 'browser', application: null })
    expect([steps.step, steps.person, steps.name, steps.signedIn]).toEqual(['you', kim, 'tree.social', true])
    expect(steps.holdsToken).toBe(true)
  })

  it('needs_a_server', async () => {
    const { way: steps, door } = way(false)
    await steps.signing.begin('browser')
    expect(door.beginSignIn).not.toHaveBeenCalled()
  })

  it('holds_everything_else_until_it_is_stopped', async () => {
    const { way: steps, door } = await found(waiting())
    void steps.signing.begin('browser')
    await vi.waitFor(() => expect(steps.signing.started).not.toBeNull())
    await steps.paste()
    expect(door.pasteToken).not.toHaveBeenCalled()
    expect([steps.canGoBack, steps.canGoOn, steps.underWay]).toEqual([false, false, true])
    steps.stop()
    expect(door.cancelSignIn).toHaveBeenCalledExactlyOnceWith('s1')
    await steps.paste()
    expect(steps.step).toBe('you')
    expect(steps.signedIn).toBe(false)
  })

  it('that_was_denied_leaves_the_server_as_it_was_found', async () => {
    const { fail, ...door } = waiting()
    const { way: steps } = await found(door)
    const asked = steps.signing.begin('browser')
    fail(denied)
    await asked
    expect(steps.signing.trouble).toEqual({ at: 'wait', problem: denied })
    expect([steps.step, steps.found, steps.person]).toEqual(['connect', server, null])
    await steps.paste()
    expect(steps.signing.trouble).toBeNull()
    expect(steps.step).toBe('you')
  })

  it('ends_with_the_server_that_it_was_for', async () => {
    const { answer, ...more } = waiting()
    const { way: steps, door } = await found(more)
    void steps.signing.begin('browser')
    await vi.waitFor(() => expect(steps.signing.started).not.toBeNull())
    steps.address = 'orchard.example'
    await steps.find()
    expect(door.cancelSignIn).toHaveBeenCalledExactlyOnceWith('s1')
    answer()
    await Promise.resolve()
    expect([steps.step, steps.person]).toEqual(['connect', null])
  })

  it('is_of_the_server_that_was_found_whatever_is_typed_meanwhile', async () => {
    const { answer, ...more } = waiting()
    const { way: steps } = await found(more)
    const asked = steps.signing.begin('browser')
    await vi.waitFor(() => expect(steps.signing.started).not.toBeNull())
    steps.address = 'orchard.exa'
    answer()
    await asked
    expect([steps.step, steps.address]).toEqual(['you', 'tree.social'])
  })

  it('is_given_up_with_the_way', async () => {
    const { answer, ...more } = waiting()
    const { way: steps, door } = await found(more)
    const asked = steps.signing.begin('browser')
    await vi.waitFor(() => expect(steps.signing.started).not.toBeNull())
    steps.cancel()
    answer()
    await asked
    expect(door.cancelSignIn).toHaveBeenCalledExactlyOnceWith('s1')
    expect(door.cancelConnecting).toHaveBeenCalledExactlyOnceWith('draft-1')
    expect([steps.person, steps.address, steps.signing.underWay]).toEqual([null, '', false])
  })
})

describe('a server whose certificate is not trusted', () => {
  const refusing = () => ({ findServer: vi.fn<Door['findServer']>((_, trust) => (trust ? Promise.resolve(server) : Promise.reject(untrusted))) })

  it('is_found_with_the_certificate_that_somebody_compared', async () => {
    const { way: steps, door } = await found(refusing())
    expect(steps.trouble).toEqual({ at: 'find', problem: untrusted })
    await steps.look()
    expect(door.lookAtCertificate).toHaveBeenCalledExactlyOnceWith('tree.social', null)
    expect(steps.certificate).toBe(seen)
    await steps.pin()
    expect(door.findServer).toHaveBeenLastCalledWith('tree.social', { rootsFile: null, pinned: 'AA:BB', clientFile: null, proxy: null })
    expect([steps.found, steps.certificate, steps.trouble]).toEqual([server, null, null])
  })

  it('is_found_with_a_file_too', async () => {
    const { way: steps, door } = await found(refusing())
    steps.trust.rootsFile = '/home/kim/root.pem'
    await steps.find()
    expect(door.findServer).toHaveBeenLastCalledWith('tree.social', { rootsFile: '/home/kim/root.pem', pinned: null, clientFile: null, proxy: null })
    expect(steps.found).toEqual(server)
  })

  it('is_trusted_at_its_own_address_only', async () => {
    const { way: steps, door } = await found(refusing())
    await steps.look()
    await steps.pin()
    steps.address = 'orchard.example'
    await steps.find()
    expect(door.findServer).toHaveBeenLastCalledWith('orchard.example', null)
  })

  it('nothing_is_pinned_that_nobody_saw', async () => {
    const { way: steps, door } = await found(refusing())
    await steps.pin()
    expect(door.findServer).toHaveBeenCalledTimes(1)
    expect(steps.trust.value).toBeNull()
  })

  it('whose_certificate_cannot_be_had_says_so_and_can_be_stopped', async () => {
    let answer = (one: CertificateSeen): void => void one
    const lookAtCertificate = vi.fn<Door['lookAtCertificate']>().mockRejectedValueOnce(noServer).mockImplementation(() => new Promise((resolve) => (answer = resolve)))
    const { way: steps } = await found({ ...refusing(), lookAtCertificate })
    await steps.look()
    expect(steps.trouble).toEqual({ at: 'look', problem: noServer })
    const asked = steps.look()
    steps.stop()
    answer(seen)
    await asked
    expect([steps.certificate, steps.busy]).toEqual([null, null])
  })

  it('options_that_change_ask_for_the_server_again', async () => {
    const { way: steps } = await found()
    await steps.paste()
    steps.back()
    expect(steps.canGoOn).toBe(true)
    steps.trust.proxy = 'socks5h://127.0.0.1:9050'
    expect([steps.trustChanged, steps.canGoOn]).toEqual([true, false])
    steps.trust.proxy = ''
    expect(steps.canGoOn).toBe(true)
    steps.trust.proxy = 'socks5h://127.0.0.1:9050'
    await steps.find()
    expect([steps.trustChanged, steps.person]).toEqual([false, null])
  })
})
