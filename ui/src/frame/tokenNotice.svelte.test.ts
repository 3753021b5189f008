import { flushSync, mount, unmount } from 'svelte'
import { afterEach, expect, it, vi } from 'vitest'
import type { ProfileView, TokenHealth } from '$lib/backend'
import TokenNotice from './TokenNotice.svelte'

vi.mock('$lib/bindings', () => ({ commands: {}, events: {} }))

const DAY = 86_400_000
const health: TokenHealth = { way: 'pasted', scopes: null, name: null, madeAt: null, since: null, lastUsedAt: null, expiresAt: Date.now() + 9.5 * DAY, expiresSoon: true, renewsItself: false, revocable: true }
const profile = { token: { kind: 'keychain' }, connection: { kind: 'online' }, tokenHealth: health } as ProfileView

let shown: Record<string, unknown>
function show(some: Partial<ProfileView>) {
  const onedit = vi.fn<() => void>()
  shown = mount(TokenNotice, { target: document.body, props: { profile: { ...profile, ...some }, onedit } })
  flushSync()
  return onedit
}
afterEach(() => {
  void unmount(shown)
  document.body.replaceChildren()
})

it('a token that ends is told with the days that are left, and leads to where it is seen to', () => {
  const onedit = show({})
  expect(document.body.textContent).toMatch(/expires in 9 days/)
  document.querySelector<HTMLElement>('[data-testid="token-notice-open"]')?.click()
  expect(onedit).toHaveBeenCalledOnce()
})

it('that one has to sign in again comes before everything else', () => {
  show({ connection: { kind: 'refused', problem: { error: { code: 'signInNeeded' }, serverSaid: null } } })
  expect(document.body.textContent).toMatch(/You have to sign in again\./)
  expect(document.body.textContent).not.toMatch(/expires/)
})

it.each([
  ['no token', { token: { kind: 'missing', why: null } }],
  ['a token that renews itself', { tokenHealth: { ...health, renewsItself: true } }],
  ['a token that ends later', { tokenHealth: { ...health, expiresSoon: false } }],
  ['another refusal', { tokenHealth: null, connection: { kind: 'refused', problem: { error: { code: 'tokenNotTaken' }, serverSaid: null } } }],
] as [string, Partial<ProfileView>][])('of %s it says nothing', (_, some) => {
  show(some)
  expect(document.querySelector('[data-testid="token-notice"]')).toBeNull()
})
