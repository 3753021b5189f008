import { flushSync, mount, unmount } from 'svelte'
import { afterEach, expect, it, vi } from 'vitest'
import type { CertificateSeen, ConnectionTest, Piece, ProfileView, Tested } from '$lib/backend'
import TestResult from './TestResult.svelte'

vi.mock('$lib/bindings', () => ({ commands: {}, events: {} }))

const ALL: Piece[] = ['reach', 'certificate', 'clock', 'software', 'token', 'scopes', 'role', 'accounts', 'reports']
const pieces = (some: Partial<Record<Piece, Tested['outcome']>>): Tested[] => ALL.map((piece) => ({ piece, outcome: some[piece] ?? { kind: 'good' } }))
const you = { id: '7', username: `kim\u202e${'m'.repeat(10_000)}`, role: 'Moderator', may: [] }
const certificate = { subject: 'CN=git.example', issuer: 'CN=Corp', names: [], sha256: 'AA:BB', notBefore: 0, notAfter: 90, selfSigned: false, fault: 'unknownIssuer', now: 30 } as CertificateSeen
const tested: ConnectionTest = { at: Date.now(), latencyMs: 84, software: null, you, token: null, clockSeconds: 2, certificate: null, pieces: pieces({}) }

let shown: Record<string, unknown>
function show(some: Partial<ConnectionTest>) {
  const ontrust = vi.fn<(setup: unknown) => void>()
  shown = mount(TestResult, { target: document.body, props: { profile: { you } as unknown as ProfileView, tested: { ...tested, ...some }, busy: false, ontrust } })
  flushSync()
  return ontrust
}
afterEach(() => {
  void unmount(shown)
  document.body.replaceChildren()
})
const part = (id: string) => document.querySelector<HTMLElement>(`[data-testid="${id}"]`)

it('where all is well that is said in one sentence, however long a name is', () => {
  show({})
  const said = document.querySelector('[role="status"]')?.textContent ?? ''
  expect(said).toMatch(/It answered in 84 ms, and knows you as/)
  expect(said).not.toMatch(/\u202e/)
  expect(said.length).toBeLessThan(200)
})

it('what does not work is counted aloud, with its reason and what was not tried', () => {
  show({ pieces: pieces({ clock: { kind: 'bad', problem: { error: { code: 'clockWrong', seconds: -4_000 }, serverSaid: null } }, token: { kind: 'bad', problem: { error: { code: 'tokenNotTaken' }, serverSaid: 'revoked\u202e' } }, scopes: { kind: 'skipped' }, reports: { kind: 'notHere' } }), clockSeconds: -4_000 })
  expect(document.querySelector('[role="alert"]')?.textContent).toBe('2 pieces do not work.')
  expect(part('piece-clock')?.textContent).toMatch(/67 min behind the server/)
  expect(part('piece-token')?.textContent).toMatch(/The server said: “revoked”/)
  expect(part('piece-scopes')?.textContent).toMatch(/not tried/)
  expect(part('piece-reports')?.textContent).toMatch(/not on this server/)
  expect(document.body.textContent).not.toMatch(/It answered in/)
})

it('a certificate that is not trusted is shown, and can be trusted from here', () => {
  const ontrust = show({ certificate, pieces: pieces({ certificate: { kind: 'bad', problem: { error: { code: 'certificateNotTrusted', host: 'git.example', fault: 'unknownIssuer' }, serverSaid: null } } }) })
  expect((part('tested-certificate') as HTMLDetailsElement).open).toBe(true)
  part('trust-compared')?.click()
  flushSync()
  part('trust-pin')?.click()
  expect(ontrust).toHaveBeenCalledExactlyOnceWith({ rootsFile: 'keep', pinned: { set: 'AA:BB' }, clientFile: 'keep', proxy: 'keep' })
})

it('a good one is folded away and offers nothing', () => {
  show({ certificate: { ...certificate, fault: null } })
  expect((part('tested-certificate') as HTMLDetailsElement).open).toBe(false)
  expect(part('trust-pin')).toBeNull()
})
