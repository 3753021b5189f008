import { flushSync, mount, unmount } from 'svelte'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { ProfileView, SignInStarted } from '$lib/backend'
import { emptyAll } from '$lib/emptying'
import SignInDialog from './SignInDialog.svelte'

const door = vi.hoisted(() => ({ signInOffers: vi.fn(), beginSignIn: vi.fn(), awaitSignIn: vi.fn(() => new Promise(() => {})), cancelSignIn: vi.fn(() => Promise.resolve(null)) }))
vi.mock('$lib/bindings', () => ({ commands: door, events: {} }))

const profile = { id: 'p1', name: 'Tree House', address: 'tree.social', you: { username: 'kim' }, mark: { number: 1, letters: 'TH', pattern: 'solid', hue: 'blue' }, practice: false, tokenHealth: null } as unknown as ProfileView
const started: SignInStarted = { id: 's1', way: 'browser', page: 'https://tree.social/oauth/authorize', userCode: null, scopes: [], endsAt: Date.now() + 600_000 }
const find = (id: string) => document.querySelector<HTMLElement>(`[data-testid="${id}"]`)
const soon = async (look: () => void) => {
  await vi.waitFor(() => {
    flushSync()
    look()
  })
}
let shown: Record<string, unknown> | undefined

beforeEach(() => {
  vi.stubGlobal('ResizeObserver', class { observe() {} disconnect() {} unobserve() {} })
  door.signInOffers.mockResolvedValue({ purposes: [{ purpose: 'moderate', scopes: [], tokenPage: '' }], signIn: { ways: ['browser'], needsApplication: false, redirect: null } })
  door.beginSignIn.mockResolvedValue(started)
})
afterEach(() => {
  if (shown) void unmount(shown)
  shown = undefined
  document.body.replaceChildren()
  vi.unstubAllGlobals()
})

it('a lock ends a sign-in before the engine is told to lock, while the dialog still stands', async () => {
  shown = mount(SignInDialog, { target: document.body, props: { profile, onback: () => {} } })
  await soon(() => expect(find('sign-in-browser')).not.toBeNull())
  find('sign-in-browser')?.click()
  await soon(() => expect(door.awaitSignIn).toHaveBeenCalledWith('s1'))
  emptyAll()
  expect(door.cancelSignIn).toHaveBeenCalledExactlyOnceWith('s1')
})
