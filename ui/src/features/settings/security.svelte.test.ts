import { flushSync, mount, unmount, type Component } from 'svelte'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { DeskState, Forgotten, ProfileView, SecretState, TokenHealth } from '$lib/backend'
import { desk } from '$lib/desk.svelte'
import { closing } from '$lib/forgetting/closing.svelte'
import ImportSettings from '$lib/portable/ImportSettings.svelte'
import MakeVault from '$lib/secrets/MakeVault.svelte'
import ChangePassphrase from './ChangePassphrase.svelte'
import ForgetAll from './ForgetAll.svelte'
import SecurityPart from './SecurityPart.svelte'

const door = vi.hoisted(() => ({
  deskState: vi.fn(), makeVault: vi.fn(), changePassphrase: vi.fn(), forgetEverything: vi.fn(), listBackups: vi.fn(), importSettings: vi.fn(), chooseFile: vi.fn(), setPreferences: vi.fn((some: unknown) => Promise.resolve(some)),
  outbox: vi.fn(() => Promise.resolve([])), dues: vi.fn(() => Promise.resolve([])), refresh: vi.fn(() => Promise.resolve(null)),
}))
vi.mock('$lib/bindings', () => ({ commands: door, events: {} }))

const health = (some: Partial<TokenHealth>) => ({ way: 'signedIn', revocable: true, ...some }) as TokenHealth
const profile = (id: string, number: number, tokenHealth: TokenHealth | null) =>
  ({ id, drawn: 0, name: `${id}.example`, address: `${id}.example`, mark: { number, letters: 'AB', pattern: 'solid', hue: 'blue' }, practice: false, journalUsable: true, token: { kind: 'keychain' }, tokenHealth, connection: { kind: 'online' }, sync: { running: false, finishedAt: 0 }, halfway: [] }) as unknown as ProfileView
const state = (profiles: ProfileView[], secrets: Partial<SecretState> = {}, preferences = {}): DeskState => ({
  profiles, preferences, keychain: secrets.fault ?? null, problem: null, version: '', pictureBase: '', practiceRunning: false, practiceProblem: null,
  secrets: { keeping: 'keychain', fault: null, locked: false, lockIsReal: false, canKeychain: true, ...secrets },
})
const SECRET = 'correct horse battery staple'
const find = <T extends HTMLElement>(id: string) => document.querySelector<T>(`[data-testid="${id}"]`)
const text = () => (document.body.textContent ?? '').replaceAll(/[\u2068\u2069]/gu, '')
let shown: Record<string, unknown> | undefined

async function show<Props extends Record<string, unknown>>(part: Component<Props>, props: Props, given: DeskState) {
  door.deskState.mockResolvedValue(given)
  await desk.load()
  shown = mount(part, { target: document.body, props })
  await soon(() => expect(document.body.textContent).not.toBe(''))
}
const soon = async (look: () => void) => {
  await vi.waitFor(() => {
    flushSync()
    look()
  })
}
function type(id: string, value: string) {
  const input = find<HTMLInputElement>(id)
  if (!input) throw new Error(`no field ${id}`)
  input.value = value
  input.dispatchEvent(new Event('input', { bubbles: true }))
  flushSync()
}

beforeEach(() => {
  vi.stubGlobal('ResizeObserver', class { observe() {} disconnect() {} unobserve() {} })
  door.listBackups.mockResolvedValue({ folder: '/home/kim/Downloads', files: [{ name: 'journal.bailiwick', writtenAt: 0 }] })
})
afterEach(() => {
  if (shown) void unmount(shown)
  shown = undefined
  closing.close()
  document.body.replaceChildren()
  vi.unstubAllGlobals()
  vi.clearAllMocks()
})

const ways = { onmake: () => {}, onchange: () => {}, onleave: () => {} }

it('where secrets are is told, with what is wrong with the keychain and what could be done', async () => {
  await show(SecurityPart, ways, state([], { keeping: 'session', fault: 'absent', canKeychain: false }))
  expect(text()).toContain('This system has no keychain running')
  expect(text()).toContain('gone afterwards')
  expect(find('open-make-vault')).not.toBeNull()
  expect(text()).toContain('the lock only hides')
})

it('the vault is not left where there is no keychain to go back to', async () => {
  const onleave = vi.fn()
  await show(SecurityPart, { ...ways, onleave }, state([], { keeping: 'vault', canKeychain: false, lockIsReal: true }))
  find('open-leave-vault')?.click()
  expect(onleave).not.toHaveBeenCalled()
  expect(text()).toContain('needs a keychain')
  expect(find('open-make-vault')).toBeNull()
})

it('the lock by itself is switched on with minutes, and off with none', async () => {
  await show(SecurityPart, ways, state([]))
  find('lock-by-itself')?.click()
  await soon(() => expect(find<HTMLInputElement>('lock-after')?.value).toBe('15'))
  find('lock-by-itself')?.click()
  await soon(() => expect(find('lock-after')).toBeNull())
  expect(door.setPreferences.mock.calls.map(([some]) => (some as { lockAfterMinutes: unknown }).lockAfterMinutes)).toEqual([15, null])
})

it('a passphrase is set when it was typed twice, and stays nowhere', async () => {
  door.makeVault.mockResolvedValue(state([], { keeping: 'vault', lockIsReal: true }))
  const onclose = vi.fn()
  await show(MakeVault, { onclose }, state([]))
  type('fresh-passphrase', 'short')
  expect(text()).toContain('5 more characters')
  type('fresh-passphrase', SECRET)
  type('fresh-again', 'correct cow')
  expect(text()).toContain('The two are not the same.')
  find('make-vault-run')?.click()
  expect(door.makeVault).not.toHaveBeenCalled()
  type('fresh-again', SECRET)
  find('make-vault-run')?.click()
  flushSync()
  expect([find<HTMLInputElement>('fresh-passphrase')?.value, find<HTMLInputElement>('fresh-again')?.value]).toEqual(['', ''])
  await soon(() => expect(onclose).toHaveBeenCalled())
  expect(door.makeVault).toHaveBeenCalledWith(SECRET)
  expect(desk.secrets?.keeping).toBe('vault')
})

it('a passphrase that was not changed is told, and all three fields are empty', async () => {
  door.changePassphrase.mockRejectedValue({ error: { code: 'passphraseWrong' }, serverSaid: null })
  await show(ChangePassphrase, { onback: () => {} }, state([], { keeping: 'vault' }))
  type('old-passphrase', 'the old one')
  type('fresh-passphrase', SECRET)
  type('fresh-again', SECRET)
  find('change-passphrase-run')?.click()
  await soon(() => expect(text()).toContain('That is not the passphrase'))
  expect(door.changePassphrase).toHaveBeenCalledWith('the old one', SECRET)
  expect([...document.querySelectorAll('input')].map(({ value }) => value)).toEqual(['', '', ''])
})

const forgotten = { name: 'p1.example', token: { kind: 'left', problem: null }, staysOnServer: ['token'], unsure: 0, dropped: 0 } as unknown as Forgotten

it('everything is forgotten when that was typed, and the page at the end outlives the desk', async () => {
  localStorage.setItem('list-width', '30')
  door.forgetEverything.mockResolvedValue({ forgotten: [forgotten], backups: ['/home/kim/Downloads/journal.bailiwick'] })
  const onforgotten = vi.fn()
  await show(ForgetAll, { onback: () => {}, onforgotten }, state([profile('p1', 1, health({})), profile('p2', 2, health({ way: 'pasted' }))]))
  await soon(() => expect(find('stays-readable')?.textContent).toContain('journal.bailiwick'))
  for (const name of ['p1.example', 'p2.example']) expect(text()).toContain(name)
  // One was pasted: others may use it.
  expect(find<HTMLInputElement>('forget-all-revoke')?.checked).toBe(false)
  find('forget-all-confirm')?.click()
  type('forget-all-word', 'forget something')
  find('forget-all-confirm')?.click()
  expect(door.forgetEverything).not.toHaveBeenCalled()
  type('forget-all-word', ' Forget  Everything ')
  find<HTMLInputElement>('forget-all-revoke')?.click()
  flushSync()
  door.deskState.mockResolvedValue(state([]))
  find('forget-all-confirm')?.click()
  await soon(() => expect(closing.pages?.everything).toBe(true))
  await soon(() => expect(desk.connecting).toBe(true))
  expect(door.forgetEverything).toHaveBeenCalledWith(true)
  expect([onforgotten.mock.calls.length, localStorage.length, closing.pages?.backups]).toEqual([1, 0, ['/home/kim/Downloads/journal.bailiwick']])
})

it('what went wrong at the end is told aloud where the desk is gone with the dialog', async () => {
  door.forgetEverything.mockRejectedValue({ error: { code: 'diskTrouble' }, serverSaid: null })
  await show(ForgetAll, { onback: () => {}, onforgotten: () => {} }, state([profile('p1', 1, null)]))
  type('forget-all-word', 'forget everything')
  door.deskState.mockResolvedValue(state([]))
  find('forget-all-confirm')?.click()
  await soon(() => expect(desk.said.map(({ text }) => text).join()).toContain('The disk is full or broken'))
  expect(closing.pages).toBeNull()
})

it('what was imported is listed, with what was not, and that it needs a sign-in', async () => {
  door.chooseFile.mockResolvedValueOnce(null).mockResolvedValueOnce('/home/kim/settings.json')
  door.importSettings.mockRejectedValueOnce({ error: { code: 'settingsUnreadable', path: '/home/kim/other' }, serverSaid: null })
  door.importSettings.mockResolvedValueOnce({ added: [`Orchard${String.fromCharCode(0x202e)}`], skipped: ['Quarry'], preferences: {} })
  await show(ImportSettings, { onback: () => {} }, state([]))
  const choose = () => [...document.querySelectorAll('button')].find((button) => button.textContent?.trim() === 'Choose…')?.click()
  type('import-path', '/home/kim/other')
  choose()
  await soon(() => expect(door.chooseFile).toHaveBeenCalledOnce())
  find('import-run')?.click()
  await soon(() => expect(text()).toContain('holds no settings'))
  expect(door.importSettings).toHaveBeenLastCalledWith('/home/kim/other')
  choose()
  await soon(() => expect(find<HTMLInputElement>('import-path')?.value).toBe('/home/kim/settings.json'))
  find('import-run')?.click()
  await soon(() => expect(find('imported')?.textContent).toContain('Orchard'))
  expect(find('imported')?.textContent).not.toContain(String.fromCharCode(0x202e))
  expect(find('imported')?.textContent).toContain('Quarry')
  expect(text()).toContain('until you sign in')
})
