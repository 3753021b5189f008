import { flushSync, mount, unmount } from 'svelte'
import { afterEach, expect, it, vi } from 'vitest'
import type { PurposeScopes, SignInOffers, SignInStarted } from '../backend'
import { Signing, type SignInDoor } from './signing.svelte'
import SignInWays from './SignInWays.svelte'

vi.mock('../bindings', () => ({ commands: {}, events: {} }))

const purposes: PurposeScopes[] = (['look', 'moderate', 'reports'] as const).map((purpose) => ({ purpose, scopes: [`${purpose}:scope`], tokenPage: '' }))
const itself: SignInOffers = { ways: ['browser', 'code'], needsApplication: false, redirect: null }
const application: SignInOffers = { ways: ['browser', 'device'], needsApplication: true, redirect: 'http://127.0.0.1/callback' }
const started: SignInStarted = { id: 's1', way: 'browser', page: 'https://tree.social/oauth/authorize?state=x', userCode: null, scopes: [], endsAt: Date.now() + 600_000 }

// jsdom lays nothing out, so it has nothing to scroll.
Element.prototype.scrollIntoView = () => {}

let shown: Record<string, unknown>
function show(offers: SignInOffers, some: Partial<SignInDoor> = {}, given = purposes) {
  const door: SignInDoor = {
    beginSignIn: vi.fn<SignInDoor['beginSignIn']>((_, { way }) => Promise.resolve({ ...started, way, userCode: way === 'device' ? 'BKXM-QZWP' : null })),
    openSignInPage: () => Promise.resolve(null), awaitSignIn: () => new Promise(() => undefined), pasteCode: () => new Promise(() => undefined), cancelSignIn: () => Promise.resolve(null), ...some,
  }
  const signing = new Signing(door, (reason) => reason as never, () => ({ kind: 'draft', draft: 'd' }), () => undefined)
  shown = mount(SignInWays, { target: document.body, props: { signing, purposes: given, offers, address: 'tree.social' } })
  flushSync()
  return { door, signing }
}
afterEach(() => {
  void unmount(shown)
  document.body.replaceChildren()
})

const part = (id: string) => document.querySelector<HTMLElement>(`[data-testid="${id}"]`)
/** Presses it and waits for what comes of it. */
async function press(id: string) {
  part(id)?.click()
  await new Promise((settle) => setTimeout(settle))
  flushSync()
}

it('where the desk registers itself the browser is first, and another way is folded', () => {
  show(itself)
  expect(part('sign-in-browser')?.className).toContain('primary')
  expect((part('other-ways') as HTMLDetailsElement).open).toBe(false)
  expect(part('other-ways')?.contains(part('sign-in-code'))).toBe(true)
  expect(part('application')).toBeNull()
})

it('nobody is sent to a page without the id of the application', async () => {
  const { door, signing } = show(application)
  await press('sign-in-browser')
  expect(door.beginSignIn).not.toHaveBeenCalled()
  expect(document.activeElement).toBe(part('application'))
  expect(document.querySelector('.error')?.textContent).toMatch(/id of the application first/)
  signing.application = '9f2c'
  await press('sign-in-device')
  expect(vi.mocked(door.beginSignIn).mock.calls[0]?.[1]).toEqual({ purpose: 'moderate', way: 'device', application: '9f2c' })
  expect(part('user-code')?.textContent).toContain('BKXM-QZWP')
})

it('what the administrator enters is there to be copied', () => {
  show(application)
  expect(part('application-needs')?.textContent).toMatch(/http:\/\/127\.0\.0\.1\/callback/)
  expect(part('application-needs')?.textContent).toMatch(/moderate:scope/)
})

it('the focus goes to what is waited for, and back to the button when one stops', async () => {
  const { signing } = show(itself)
  await press('sign-in-browser')
  expect(document.activeElement?.textContent).toBe('Waiting for you')
  expect(part('sign-in-page')?.textContent).toBe('https://tree.social/oauth/authorize')
  signing.stop()
  flushSync()
  expect(document.activeElement).toBe(part('sign-in-browser'))
})

it('a code is offered where the browser cannot come back', async () => {
  const { door } = show(itself, { beginSignIn: vi.fn<SignInDoor['beginSignIn']>().mockRejectedValueOnce({ error: { code: 'listenerUnusable' }, serverSaid: null }).mockResolvedValue({ ...started, way: 'code' }) })
  await press('sign-in-browser')
  part('sign-in-failed')?.querySelector('button')?.click()
  await new Promise((settle) => setTimeout(settle))
  flushSync()
  expect(vi.mocked(door.beginSignIn).mock.calls[1]?.[1].way).toBe('code')
  expect(part('paste-code')).not.toBeNull()
})

it('that reports are left out is said only where they can be had', () => {
  show(itself)
  expect(part('purpose-moderate')?.textContent).toMatch(/Sees no reports/)
  void unmount(shown)
  document.body.replaceChildren()
  show(itself, {}, purposes.slice(0, 2))
  expect(part('purpose-moderate')?.textContent).not.toMatch(/Sees no reports/)
})

it('a use that the server does not know is not asked for', () => {
  const { signing } = show(itself, {}, purposes.slice(0, 1))
  expect(signing.purpose).toBe('look')
})
