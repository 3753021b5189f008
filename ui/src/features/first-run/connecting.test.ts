import { describe, expect, it, vi } from 'vitest'
import type { FoundPerson, FoundServer, Problem, ProfileView } from '$lib/backend'
import { Connecting, type Door } from './connecting.svelte'

const server: FoundServer = {
  draft: 'draft-1',
  address: 'tree.social',
  software: { name: 'Tree', version: '4.6.5' } as FoundServer['software'],
  title: 'Tree',
  latencyMs: 84,
  tokenPage: 'https://tree.social/settings/applications/new',
  scopes: ['profile', 'admin:write:accounts'],
  scopesToLook: ['profile'],
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
    expect(door.findServer).toHaveBeenCalledWith('tree.social')
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
})
