// Signing in, certificates and the health of a token, of the fake backend. `signin` says how it ends (waiting, denied, late,
// refused, nolisten, other, already, good), `certificate` what is wrong with it, `token` how the token is (soon, over, signedin, none,
// unknown), `tested` how a test goes (bad, dead, far), `offers=application` and `offers=none` how one may sign in.

import type {
  CertificateFault, CertificateSeen, PartChange, ConnectionTest, ErrorCode, FoundPerson, Piece, Problem, ProfileView, SignInAsk, SignInFor, SignInStarted, Tested, TokenHealth, TrustChange, TrustSetup,
} from '../src/lib/bindings'
import { choices, choicesByApplication } from './servers'

type Args = Record<string, unknown>
const DAY = 86_400_000
const now = Date.now()
const problem = (error: ErrorCode, serverSaid: string | null = null): Problem => ({ error, serverSaid })
const wait = (ms: number) => new Promise((settle) => setTimeout(settle, ms))

interface Given {
  params: URLSearchParams
  answers: Record<string, (args: Args) => unknown>
  find: (id: unknown) => ProfileView
  change: (id: unknown, some: Partial<ProfileView>) => ProfileView
  profiles: () => ProfileView[]
  person: FoundPerson
}

export const usualTrust: ProfileView['trust'] = { roots: [], pinned: null, client: null, proxy: null }
export const usualHealth: TokenHealth = { way: 'pasted', scopes: ['api', 'admin_mode'], name: 'Bailiwick', madeAt: now - 90 * DAY, since: now - 90 * DAY, lastUsedAt: now - 60_000, expiresAt: now + 200 * DAY, expiresSoon: false, renewsItself: false, revocable: true }
export const offersOf = (params: URLSearchParams) =>
  params.get('offers') === 'application' ? choicesByApplication : params.get('offers') === 'none' ? { ...choices, signIn: { ways: [], needsApplication: false, redirect: null } } : choices

const shown = (fault: CertificateFault | null, some: Partial<CertificateSeen> = {}): CertificateSeen => ({
  subject: 'CN=git.corp.example,O=Corp', issuer: 'CN=Corp Internal Authority 2,O=Corp,C=DE', names: ['git.corp.example', 'registry.corp.example'],
  sha256: Array.from({ length: 32 }, (_, at) => ((at * 37 + 11) % 256).toString(16).padStart(2, '0').toUpperCase()).join(':'),
  notBefore: now - 30 * DAY, notAfter: now + 60 * DAY, selfSigned: false, fault, now, ...some,
})
const long = 'Donaudampfschifffahrtselektrizitaetengesellschaft'
function certificateOf(kind: string): CertificateSeen {
  if (kind === 'early') return shown('expired', { notBefore: now + 400 * DAY, notAfter: now + 500 * DAY })
  if (kind === 'expired') return shown('expired', { notAfter: now - 3 * DAY })
  if (kind === 'long') return shown('otherName', { subject: `CN=\u202e${long.repeat(200)}`, names: Array.from({ length: 90 }, (_, at) => `${long.toLowerCase()}-${at}.example`) })
  if (kind === 'self') return shown('unknownIssuer', { selfSigned: true })
  return shown(kind === 'good' ? null : 'unknownIssuer')
}

const ENDS: Record<string, Problem> = {
  denied: problem({ code: 'signInDenied' }),
  late: problem({ code: 'signInTimedOut' }),
  refused: problem({ code: 'signInRefused' }, 'The authorization server encountered an unexpected condition \u202ewhich prevented it'),
  other: problem({ code: 'otherPerson', username: 'noor' }),
  already: problem({ code: 'alreadyConnected', name: 'tree.social' }),
}

export function pretendSignIn({ params, answers, find, change, profiles, person }: Given) {
  const signin = params.get('signin') ?? 'good'
  const tested = params.get('tested') ?? ''
  const bad = params.get('certificate')
  const offers = offersOf(params)
  const cancelled = new Map<string, (reason: Problem) => void>()
  const asked = new Map<string, SignInFor>()
  let next = 1

  const kind = params.get('token')
  for (const view of profiles()) {
    if (kind === 'soon') view.tokenHealth = { ...usualHealth, expiresAt: now + 9 * DAY, expiresSoon: true }
    if (kind === 'over') view.tokenHealth = { ...usualHealth, expiresAt: now - DAY, expiresSoon: true }
    if (kind === 'signedin') view.tokenHealth = { ...usualHealth, way: 'signedIn', name: null, expiresAt: now + 7_200_000, renewsItself: true }
    if (kind === 'unknown') view.tokenHealth = { ...usualHealth, scopes: null, name: null, madeAt: null, lastUsedAt: null, expiresAt: null, revocable: false }
    if (kind === 'none') { view.tokenHealth = null; view.token = { kind: 'missing', why: null } }
    if (kind === 'needed') view.connection = { kind: 'refused', problem: problem({ code: 'signInNeeded' }) }
    if (params.has('trusted')) view.trust = { roots: [shown(null)], pinned: shown(null).sha256, client: shown(null, { subject: `CN=kim ${long.repeat(30)}` }), proxy: 'socks5h://127.0.0.1:9050' }
  }

  const ended = (id: string) => {
    const target = asked.get(id)
    return target?.kind === 'profile' ? { kind: 'profile', profile: change(target.profile, { connection: { kind: 'online' } }) } : { kind: 'person', person }
  }
  const pieces = (some: Partial<Record<Piece, Tested['outcome']>>, after?: Piece): Tested[] => {
    const all: Piece[] = ['reach', 'certificate', 'clock', 'software', 'token', 'scopes', 'role', 'accounts', 'reports']
    const from = after ? all.indexOf(after) : all.length
    return all.map((piece, at) => ({ piece, outcome: some[piece] ?? (at > from ? { kind: 'skipped' } : { kind: 'good' }) }))
  }

  Object.assign(answers, {
    choose_file: () => '/home/kim/corp-root.pem',
    look_at_certificate: async () => { await wait(200); return certificateOf(bad ?? 'good') },
    sign_in_offers: async () => { await wait(100); if (signin === 'nooffers') throw problem({ code: 'timedOut', seconds: 20 }); return offers },
    begin_sign_in: async ({ target, ask }: Args): Promise<SignInStarted> => {
      await wait(signin === 'beginning' ? 60_000 : 100)
      const { way, application } = ask as SignInAsk
      if (signin === 'nolisten' && way === 'browser') throw problem({ code: 'listenerUnusable' })
      if (application === 'wrong') throw problem({ code: 'applicationUnknown' }, 'Client authentication failed due to unknown client')
      const id = `s${next++}`
      asked.set(id, target as SignInFor)
      return { id, way, page: way === 'device' ? 'https://git.corp.example/oauth/device' : `https://tree.social/oauth/authorize?response_type=code&client_id=Qm7x&redirect_uri=http%3A%2F%2F127.0.0.1%3A40123%2Fcallback&scope=profile+admin%3Aread%3Aaccounts&state=${'x'.repeat(43)}`, userCode: way === 'device' ? 'BKXM-QZWP' : null, scopes: [], endsAt: Date.now() + 600_000 }
    },
    await_sign_in: async ({ id }: Args) => {
      const end = new Promise((_, fail) => cancelled.set(String(id), fail))
      return Promise.race([end, signin === 'waiting' ? new Promise(() => {}) : wait(1200).then(() => { const failed = ENDS[signin]; if (failed) throw failed; return ended(String(id)) })])
    },
    paste_code: async ({ id }: Args) => { await wait(300); if (signin === 'waiting') throw problem({ code: 'notACode' }); return ended(String(id)) },
    cancel_sign_in: ({ id }: Args) => { cancelled.get(String(id))?.(problem({ code: 'stopped' })); return null },
    open_sign_in_page: () => null,
    probe: async ({ profile }: Args) => { await wait(400); return change(profile, { probedAt: Date.now() }) },
    revoke_token: async ({ profile }: Args) => { await wait(300); return change(profile, { tokenHealth: null, token: { kind: 'missing', why: null } }) },
    set_trust: ({ profile, setup }: Args) => {
      const asks = setup as TrustChange
      const { trust } = find(profile)
      const to = <T>(part: PartChange, was: T, none: T, set: (value: string) => T): T => (part === 'keep' ? was : part === 'drop' ? none : set(part.set))
      if (typeof asks.proxy === 'object' && !asks.proxy.set.includes('://')) throw problem({ code: 'proxyInvalid' })
      return change(profile, { trust: { roots: to(asks.rootsFile, trust.roots, [], () => [shown(null)]), pinned: to<string | null>(asks.pinned, trust.pinned, null, (value) => value), client: to<CertificateSeen | null>(asks.clientFile, trust.client, null, () => shown(null)), proxy: to<string | null>(asks.proxy, trust.proxy, null, (value) => value) } })
    },
    test_connection: async ({ profile }: Args): Promise<ConnectionTest> => {
      await wait(tested === 'testing' ? 60_000 : 300)
      const { software, you, tokenHealth } = find(profile)
      const base = { at: Date.now(), latencyMs: 84, software, you, token: tokenHealth, clockSeconds: 2, certificate: certificateOf(bad ?? 'good') }
      if (tested === 'dead') return { ...base, you: null, token: null, pieces: pieces({ token: { kind: 'bad', problem: problem({ code: 'tokenNotTaken' }, 'The access token was revoked') } }, 'token') }
      if (tested === 'far') return { ...base, latencyMs: null, software: null, you: null, token: null, clockSeconds: null, certificate: null, pieces: pieces({ reach: { kind: 'bad', problem: problem({ code: 'notReachable', host: 'tree.social' }) } }, 'reach') }
      if (tested === 'bad') return { ...base, clockSeconds: -4000, pieces: pieces({ clock: { kind: 'bad', problem: problem({ code: 'clockWrong', seconds: -4000 }) }, scopes: { kind: 'bad', problem: problem({ code: 'scopeMissing', scope: 'admin:read:reports' }) }, reports: { kind: 'skipped' } }) }
      if (tested === 'cert') return { ...base, software: null, you: null, token: null, clockSeconds: null, certificate: certificateOf('self'), pieces: pieces({ certificate: { kind: 'bad', problem: problem({ code: 'certificateNotTrusted', host: 'tree.social', fault: 'unknownIssuer' }) } }, 'certificate') }
      return { ...base, pieces: pieces({ reports: { kind: 'notHere' } }) }
    },
  })

  const inner = answers['find_server']
  answers['find_server'] = (args) => {
    const trust = args['trust'] as TrustSetup | null
    if (bad && bad !== 'good' && !trust?.pinned && !trust?.rootsFile) throw problem(bad === 'changed' ? { code: 'certificateChanged', host: String(args['address']) } : { code: 'certificateNotTrusted', host: String(args['address']), fault: certificateOf(bad).fault ?? 'other' })
    if (trust?.proxy && !trust.proxy.includes('://')) throw problem({ code: 'proxyInvalid' })
    return inner?.(args)
  }
}
