import { flushSync, mount, unmount } from 'svelte'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { RecoveryState } from '$lib/backend'
import RecoverDialog from '$lib/recovery/RecoverDialog.svelte'
import MakeKey from './MakeKey.svelte'
import RecoveryPart from './RecoveryPart.svelte'

const calls = vi.hoisted(() => ({ recover: vi.fn(), recoveryState: vi.fn(), draftRecoveryKey: vi.fn(), keepRecoveryKey: vi.fn(), dropRecoveryDraft: vi.fn() }))
vi.mock('$lib/bindings', () => ({ commands: calls, events: {} }))

const groups = Array.from({ length: 18 }, (_, at) => `G${String(at).padStart(2, '0')}X`)
let shown: Record<string, unknown> | null = null

beforeEach(() => {
  vi.stubGlobal('ResizeObserver', class { observe() {} disconnect() {} unobserve() {} })
  calls.draftRecoveryKey.mockResolvedValue({ groups, asked: [3, 12] })
  calls.dropRecoveryDraft.mockResolvedValue(null)
})
afterEach(() => {
  if (shown) void unmount(shown)
  shown = null
  document.body.replaceChildren()
  vi.unstubAllGlobals()
  vi.resetAllMocks()
})

const text = () => (document.body.textContent ?? '').replaceAll(/[\u2068\u2069]/gu, '')
const find = (id: string) => document.querySelector<HTMLElement>(`[data-testid="${id}"]`)
const soon = async (look: () => void) => {
  await vi.waitFor(() => {
    flushSync()
    look()
  })
}
const type = (id: string, value: string) => {
  const field = find(id) as HTMLInputElement
  field.value = value
  field.dispatchEvent(new Event('input', { bubbles: true }))
  flushSync()
}

async function part(state: RecoveryState) {
  calls.recoveryState.mockResolvedValue(state)
  shown = mount(RecoveryPart, { target: document.body, props: { onmake: () => {}, onuse: () => {}, onrestore: () => {} } })
  await soon(() => expect(document.querySelector('.notice')).not.toBeNull())
}

it('without a keychain it is said that there is nothing to recover, and nothing is offered', async () => {
  await part({ kind: 'sessionOnly', why: 'absent' })
  expect(text()).toContain('nothing to recover')
  expect(document.querySelector('button')).toBeNull()
})

it('that there is no recovery key is said with what that would cost', async () => {
  await part({ kind: 'missing' })
  expect(text()).toContain('your history would be lost')
  expect(find('make-recovery')?.textContent).toContain('Make a recovery key')
})

it('a key that would not open everything says so', async () => {
  await part({ kind: 'kept', madeAt: 0, problem: { error: { code: 'diskTrouble' }, serverSaid: null } })
  expect(text()).toContain('It would not open everything now.')
  expect(document.querySelector('.notice')?.className).toContain('caution')
})

it('a key is in use only after two groups of it were typed, and is gone from the screen meanwhile', async () => {
  calls.keepRecoveryKey.mockResolvedValue({ kind: 'kept', madeAt: 0, problem: null })
  const onback = vi.fn()
  shown = mount(MakeKey, { target: document.body, props: { replaces: false, onback } })
  await soon(() => expect(find('recovery-groups')).not.toBeNull())
  for (const group of groups) expect(text()).toContain(group)
  find('recovery-written')?.click()
  flushSync()
  for (const group of groups) expect(text()).not.toContain(group)
  find('recovery-keep')?.click()
  expect(calls.keepRecoveryKey).not.toHaveBeenCalled()
  type('recovery-group-3', 'g02x')
  type('recovery-group-12', 'g11x')
  find('recovery-keep')?.click()
  await soon(() => expect(onback).toHaveBeenCalled())
  expect(calls.keepRecoveryKey).toHaveBeenCalledWith(['g02x', 'g11x'])
})

it('a key that was not written down is forgotten', async () => {
  shown = mount(MakeKey, { target: document.body, props: { replaces: true, onback: () => {} } })
  await soon(() => expect(find('recovery-groups')).not.toBeNull())
  expect(text()).toContain('no longer opens this desk')
  void unmount(shown)
  shown = null
  expect(calls.dropRecoveryDraft).toHaveBeenCalled()
})

it('groups that were typed are gone from the page before the engine has answered, and stay gone', async () => {
  let refuse: (why: unknown) => void = () => {}
  calls.keepRecoveryKey.mockReturnValueOnce(new Promise((_, fail) => (refuse = fail)))
  shown = mount(MakeKey, { target: document.body, props: { replaces: false, onback: () => {} } })
  await soon(() => expect(find('recovery-groups')).not.toBeNull())
  find('recovery-written')?.click()
  flushSync()
  type('recovery-group-3', 'g02x')
  type('recovery-group-12', 'oops')
  find('recovery-keep')?.click()
  flushSync()
  const fields = () => [...document.querySelectorAll('input')].map(({ value }) => value)
  expect(fields()).toEqual(['', ''])
  refuse({ error: { code: 'recoveryKeyMistyped', groups: [12] }, serverSaid: null })
  await soon(() => expect(text()).toContain('Group 12 of the recovery key cannot be right'))
  expect(fields()).toEqual(['', ''])
})

it('a recovery key with a typo can be mended where it was typed', async () => {
  calls.recover.mockRejectedValueOnce({ error: { code: 'recoveryKeyMistyped', groups: [7] }, serverSaid: null })
  shown = mount(RecoverDialog, { target: document.body, props: { onclose: () => {} } })
  flushSync()
  type('recovery-key', groups.join(' '))
  find('recover')?.click()
  await soon(() => expect(text()).toContain('Group 7 of the recovery key cannot be right'))
  expect(document.querySelector('textarea')?.value).toBe(groups.join(' '))
})
