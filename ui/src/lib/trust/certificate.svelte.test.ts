import { flushSync, mount, unmount } from 'svelte'
import { afterEach, expect, it, vi } from 'vitest'
import type { CertificateSeen } from '../backend'
import TrustCertificate from './TrustCertificate.svelte'

vi.mock('../bindings', () => ({ commands: { chooseFile: () => Promise.resolve('/home/kim/root.pem') }, events: {} }))

const DAY = 86_400_000
const seen: CertificateSeen = {
  subject: 'CN=git.example', issuer: 'CN=Corp Authority', names: ['git.example'], sha256: 'AA:BB:CC:DD', notBefore: 0, notAfter: 90 * DAY, selfSigned: false, fault: 'unknownIssuer', now: 30 * DAY,
}

let shown: Record<string, unknown>
function show(some: Partial<CertificateSeen> = {}) {
  const asked = { onroots: vi.fn<(path: string) => void>(), onpin: vi.fn<() => void>() }
  shown = mount(TrustCertificate, { target: document.body, props: { seen: { ...seen, ...some }, busy: false, ...asked } })
  flushSync()
  return asked
}
afterEach(() => {
  void unmount(shown)
  document.body.replaceChildren()
})
const part = (id: string) => document.querySelector<HTMLElement>(`[data-testid="${id}"]`)

it('is trusted only by who says that they compared it', () => {
  const { onpin } = show()
  part('trust-pin')?.click()
  expect(onpin).not.toHaveBeenCalled()
  part('trust-compared')?.click()
  flushSync()
  part('trust-pin')?.click()
  expect(onpin).toHaveBeenCalledOnce()
})

it('is trusted by a file that was chosen', async () => {
  const { onroots } = show()
  part('trust-roots-use')?.click()
  expect(onroots).not.toHaveBeenCalled()
  part('trust-roots-choose')?.click()
  await vi.waitFor(() => expect((part('trust-roots') as HTMLInputElement).value).toBe('/home/kim/root.pem'))
  part('trust-roots')?.closest('form')?.requestSubmit()
  expect(onroots).toHaveBeenCalledExactlyOnceWith('/home/kim/root.pem')
})

it.each(['expired', 'otherName'] as const)('of one that is %s no file is asked for, which would not help', (fault) => {
  show({ fault })
  expect(part('trust-roots')).toBeNull()
  expect(part('trust-pin')).not.toBeNull()
})

it('the clock is suspected where the time of the certificate lies elsewhere', () => {
  show({ fault: 'expired', now: -DAY })
  expect(part('clock-doubt')?.textContent).toMatch(/has not begun\. If that clock is wrong/)
})

it('what a stranger wrote into it stays short, in its place and readable', () => {
  show({ subject: `CN=\u202e${'long'.repeat(2_500)}`, names: Array.from({ length: 300 }, (_, at) => `name-${at}.example\u2066`) })
  const text = part('certificate')?.textContent ?? ''
  expect(text).not.toMatch(/[\u202e\u2066]/)
  expect(text.length).toBeLessThan(900)
  expect(text).toMatch(/and 294 more/)
})
