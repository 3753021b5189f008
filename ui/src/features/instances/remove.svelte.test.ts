import { flushSync, mount, unmount } from 'svelte'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Forgotten, ProfileView, TokenHealth } from '$lib/backend'
import { desk } from '$lib/desk.svelte'
import { closing } from '$lib/forgetting/closing.svelte'
import RemovePart from './RemovePart.svelte'

const door = vi.hoisted(() => ({ deskState: vi.fn(), forgetInstance: vi.fn(), outbox: vi.fn(() => Promise.resolve([])), dues: vi.fn(() => Promise.resolve([])) }))
vi.mock('$lib/bindings', () => ({ commands: door, events: {} }))

const health = (some: Partial<TokenHealth>) => ({ way: 'signedIn', revocable: true, ...some }) as TokenHealth
const profile = (some: Partial<ProfileView>) =>
  ({ id: 'p1', drawn: 0, name: 'Tree House', address: 'tree.social', you: { username: 'kim' }, mark: { number: 1, letters: 'TH', pattern: 'solid', hue: 'blue' }, practice: false, journalUsable: true, cached: 12, unsure: 0, token: { kind: 'keychain' }, tokenHealth: health({}), connection: { kind: 'online' }, sync: { running: false, finishedAt: 0 }, halfway: [], ...some }) as unknown as ProfileView
const forgotten = { name: 'Tree House', address: 'tree.social', token: { kind: 'revoked' }, tokenPage: '', unsure: 0, dropped: 0, practice: false, staysOnServer: ['decisions'] } as Forgotten
const find = <T extends HTMLElement>(id: string) => document.querySelector<T>(`[data-testid="${id}"]`)
const text = () => (document.body.textContent ?? '').replaceAll(/[\u2068\u2069]/gu, '')
const tick = () => find<HTMLInputElement>('forget-revoke')
const onremoved = vi.fn()
let shown: Record<string, unknown> | undefined

const soon = async (look: () => void) => {
  await vi.waitFor(() => {
    flushSync()
    look()
  })
}
async function show(some: Partial<ProfileView>) {
  shown = mount(RemovePart, { target: document.body, props: { profile: profile(some), onback: () => {}, onremoved } })
  await soon(() => expect(find('forget-dialog')).not.toBeNull())
}
function name(value: string) {
  const field = find<HTMLInputElement>('forget-name')
  if (!field) throw new Error('no field')
  field.value = value
  field.dispatchEvent(new Event('input', { bubbles: true }))
  flushSync()
}

beforeEach(async () => {
  vi.stubGlobal('ResizeObserver', class { observe() {} disconnect() {} unobserve() {} })
  door.deskState.mockResolvedValue({ profiles: [profile({})], keychain: null, secrets: { locked: false }, problem: null, version: '', pictureBase: '', practiceRunning: true, practiceProblem: null, preferences: {} })
  door.forgetInstance.mockResolvedValue(forgotten)
  await desk.load()
})
afterEach(() => {
  if (shown) void unmount(shown)
  shown = undefined
  closing.close()
  document.body.replaceChildren()
  vi.unstubAllGlobals()
  vi.clearAllMocks()
})

it('a token that was made by signing in is revoked unless one says otherwise', async () => {
  await show({})
  expect(tick()?.checked).toBe(true)
  expect(text()).not.toContain('it works until somebody revokes it')
  tick()?.click()
  flushSync()
  expect(text()).toContain('it works until somebody revokes it')
  name('Tree House')
  find('forget-confirm')?.click()
  await soon(() => expect(door.forgetInstance).toHaveBeenCalledWith('p1', false))
})

it('one that was pasted is left unless one says otherwise, because others may use it', async () => {
  await show({ tokenHealth: health({ way: 'pasted' }) })
  expect(tick()?.checked).toBe(false)
  expect(text()).toContain('other programs may use it')
  tick()?.click()
  flushSync()
  name('Tree House')
  find('forget-confirm')?.click()
  await soon(() => expect(door.forgetInstance).toHaveBeenCalledWith('p1', true))
})

it('where the server does not let us, it says so, and nothing can be ticked', async () => {
  await show({ tokenHealth: health({ revocable: false }) })
  expect([tick()?.checked, tick()?.disabled]).toEqual([false, true])
  expect(text()).toContain('From here it cannot be revoked')
})

it('without a token nothing is said of one', async () => {
  await show({ tokenHealth: null })
  expect(tick()).toBeNull()
  expect(text()).not.toContain('the token')
})

it('it is forgotten only when its name was typed, and then the page at the end says what is left to do', async () => {
  await show({})
  name('Tree')
  find('forget-confirm')?.click()
  expect(door.forgetInstance).not.toHaveBeenCalled()
  name('Tree House')
  find('forget-confirm')?.click()
  await soon(() => expect(closing.pages).toEqual({ forgotten: [forgotten], backups: [], everything: false }))
  expect(onremoved).toHaveBeenCalledOnce()
})

it('an instance that could not be forgotten stays, with the reason', async () => {
  door.forgetInstance.mockRejectedValue({ error: { code: 'keychainUnusable', why: 'locked' }, serverSaid: null })
  await show({})
  name('Tree House')
  find('forget-confirm')?.click()
  await soon(() => expect(text()).toContain("The system's keychain is locked"))
  expect([onremoved.mock.calls.length, closing.pages]).toEqual([0, null])
})

it('one that is gone although something went wrong at the end is told aloud: its dialog is gone, too', async () => {
  door.forgetInstance.mockRejectedValue({ error: { code: 'diskTrouble' }, serverSaid: null })
  await show({})
  name('Tree House')
  door.deskState.mockResolvedValue({ profiles: [], keychain: null, secrets: { locked: false }, problem: null, version: '', pictureBase: '', practiceRunning: true, practiceProblem: null, preferences: {} })
  find('forget-confirm')?.click()
  await soon(() => expect(desk.said.map(({ text }) => text).join()).toContain('The disk is full or broken'))
})

it('made-up people leave without a name being typed, and leave nothing to do', async () => {
  await show({ practice: true })
  expect(find('forget-name')).toBeNull()
  find('forget-confirm')?.click()
  await soon(() => expect(onremoved).toHaveBeenCalled())
  expect(door.forgetInstance).toHaveBeenCalledWith('p1', false)
  expect(closing.pages).toBeNull()
})
