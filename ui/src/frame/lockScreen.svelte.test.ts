import { flushSync, mount, unmount } from 'svelte'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { DeskState, Problem } from '$lib/backend'
import { desk } from '$lib/desk.svelte'
import LockScreen from './LockScreen.svelte'

const door = vi.hoisted(() => ({ deskState: vi.fn(), lock: vi.fn(), unlock: vi.fn(), recoverVault: vi.fn(), quit: vi.fn(() => Promise.resolve(null)) }))
vi.mock('$lib/bindings', () => ({ commands: door, events: {} }))

const state = (real: boolean): DeskState => ({
  profiles: [], preferences: {}, keychain: null, problem: null, version: '', pictureBase: '', practiceRunning: false, practiceProblem: null,
  secrets: { keeping: real ? 'vault' : 'keychain', fault: null, locked: true, lockIsReal: real, canKeychain: true },
})
const SECRET = 'correct horse battery staple'
const find = <T extends HTMLElement>(id: string) => document.querySelector<T>(`[data-testid="${id}"]`)
const field = () => find<HTMLInputElement>('passphrase')
const text = () => document.body.textContent ?? ''
let shown: Record<string, unknown> | undefined

async function show(real: boolean) {
  door.deskState.mockResolvedValue(state(real))
  await desk.load()
  shown = mount(LockScreen, { target: document.body })
  flushSync()
}
const type = (value: string) => fill('passphrase', value)
function fill(id: string, value: string) {
  const input = find<HTMLInputElement>(id)
  if (!input) throw new Error(`no field ${id}`)
  input.value = value
  input.dispatchEvent(new Event('input', { bubbles: true }))
  flushSync()
}
const press = (init: KeyboardEventInit) => {
  field()?.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init }))
  flushSync()
}

// A wait of one test is none of the next.
let begun = 1_000_000
beforeEach(() => void vi.useFakeTimers({ now: (begun += 100_000) }))
afterEach(() => {
  if (shown) void unmount(shown)
  document.body.replaceChildren()
  vi.resetAllMocks()
  vi.useRealTimers()
})

it('the field is a password field that nothing completes, and has the focus', async () => {
  await show(true)
  expect([field()?.type, field()?.autocomplete, document.activeElement]).toEqual(['password', 'off', field()])
  expect(text()).toContain('Holds are paused while the desk is locked')
})

it('what was typed is gone from the page before the engine has answered, and stays gone when it was wrong', async () => {
  await show(true)
  let refuse: (told: Problem) => void = () => {}
  door.unlock.mockReturnValueOnce(new Promise((_, fail) => (refuse = fail)))
  type(SECRET)
  press({ key: 'Enter' })
  expect(field()?.value).toBe('')
  await vi.advanceTimersByTimeAsync(0)
  expect(door.unlock).toHaveBeenCalledWith(SECRET)
  refuse({ error: { code: 'passphraseWrong' }, serverSaid: null })
  await vi.advanceTimersByTimeAsync(0)
  flushSync()
  expect(text()).toContain('That is not the passphrase')
  expect(text()).toContain('The next try is taken in 0:01.')
  expect([field()?.value, document.activeElement]).toEqual(['', field()])
  expect(document.documentElement.outerHTML).not.toContain(SECRET)
})

it('while one waits, Enter sends nothing and takes nothing away', async () => {
  await show(true)
  door.unlock.mockRejectedValueOnce({ error: { code: 'passphraseWrong' }, serverSaid: null })
  type('wrong')
  press({ key: 'Enter' })
  await vi.advanceTimersByTimeAsync(0)
  type(SECRET)
  press({ key: 'Enter' })
  await vi.advanceTimersByTimeAsync(0)
  expect([door.unlock.mock.calls.length, field()?.value]).toEqual([1, SECRET])
})

it('the passphrase can be looked at, and Caps Lock is told', async () => {
  await show(true)
  const eye = [...document.querySelectorAll('button')].find((button) => button.getAttribute('aria-label') === 'Show the passphrase')
  eye?.click()
  flushSync()
  expect(field()?.type).toBe('text')
  press({ key: 'a', modifierCapsLock: true })
  expect(text()).toContain('Caps Lock is on.')
  press({ key: 'a' })
  expect(text()).not.toContain('Caps Lock is on.')
})

it('a lock that only hides says so, has no field, and opens by its one button', async () => {
  await show(false)
  expect(field()).toBeNull()
  expect(text()).toContain('This lock only hides')
  door.unlock.mockResolvedValue({ ...state(false), secrets: { ...state(false).secrets, locked: false } })
  find('unlock')?.click()
  await vi.advanceTimersByTimeAsync(0)
  expect(door.unlock).toHaveBeenCalledWith(null)
})

it('who has forgotten it opens the desk with the recovery key and a new passphrase, and neither stays', async () => {
  vi.stubGlobal('ResizeObserver', class { observe() {} disconnect() {} unobserve() {} })
  await show(true)
  find('forgotten-passphrase')?.click()
  await vi.advanceTimersByTimeAsync(100)
  flushSync()
  fill('recovery-key', '4M0Q 7RTA')
  fill('fresh-passphrase', SECRET)
  fill('fresh-again', SECRET)
  door.recoverVault.mockRejectedValueOnce({ error: { code: 'recoveryKeyWrong' }, serverSaid: null })
  find('recover-vault-run')?.click()
  await vi.advanceTimersByTimeAsync(0)
  flushSync()
  expect(door.recoverVault).toHaveBeenCalledWith('4M0Q 7RTA', SECRET)
  expect(text()).toContain('This recovery key does not open the file')
  expect(['recovery-key', 'fresh-passphrase', 'fresh-again'].map((id) => find<HTMLInputElement>(id)?.value)).toEqual(['', '', ''])
  vi.unstubAllGlobals()
})

it('one can quit from there, and what has not left is kept', async () => {
  await show(true)
  find('quit-locked')?.click()
  expect(door.quit).toHaveBeenCalledWith('keep')
})
