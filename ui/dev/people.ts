// Made-up people and servers for the fake backend.

import type { Ability, AccountRow, Mark, May, ProfileView, Software } from '../src/lib/bindings'
import { federated, forge, isForge, practice } from './servers'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
export const now = Date.now()

const all = (...abilities: Ability[]): May[] => abilities.map((ability) => ({ ability, allowance: { kind: 'yes' } }))
const you = (username: string, role: string): ProfileView['you'] => ({
  id: '1', username, role,
  may: [
    ...all('look', 'decideSignUps', 'warn', 'limit', 'freeze', 'suspend', 'seeReports', 'reports'),
    { ability: 'deleteData', allowance: { kind: 'notByRole' } },
    { ability: 'actOnStaff', allowance: { kind: 'unknown' } },
  ],
})
const youOnForge: ProfileView['you'] = {
  id: '1', username: 'kim', role: 'Administrator', may: all('look', 'decideSignUps', 'block', 'ban', 'deactivate', 'notes', 'deleteAccounts', 'actOnStaff'),
  settings: { dormantDays: 90, bansSameMail: null, mailsDeactivated: true, enterprise: true },
}

export function profile(id: string, name: string, mark: ProfileView['mark'], software: Software, some: Partial<ProfileView> = {}): ProfileView {
  const hasReports = !isForge({ software })
  return {
    id, drawn: 0, name, address: name, home: name, mark, software,
    you: hasReports ? you('kim', 'Moderator') : youOnForge,
    practice: false, safeMode: 'askIrreversible', sending: null, pictures: 'blurred',
    token: { kind: 'keychain' }, probedAt: now - 3 * HOUR,
    tokenHealth: { way: 'pasted', scopes: null, name: 'Bailiwick', madeAt: now - 80 * DAY, since: now - 80 * DAY, lastUsedAt: null, expiresAt: null, expiresSoon: false, renewsItself: false, revocable: false },
    connection: { kind: 'online' },
    sync: { running: false, paused: false, phase: 'accounts', fill: null, nextAt: now + 48_000, pages: 7, fetched: 312, finishedAt: now - 12_000, problem: null, moreOnServer: true, pendingComplete: true, unreliable: [] },
    caching: { remote: 'restricted', goneDays: 30, addressDays: 365 },
    trust: { roots: [], pinned: null, client: null, proxy: null },
    budget: { limit: 300, remaining: 212, resetsAt: now + 161_000, kept: 60, waitsUntil: null },
    cached: 12_642, pending: 41, openReports: hasReports ? 7 : null, search: null, journalUsable: true, journalProblem: null, unsure: 0, halfway: [], cacheWasReset: false,
    federated: hasReports,
    pages: ['moderation'],
    ...some,
  }
}

export const profiles: ProfileView[] = [
  profile('p1', 'tree.social', { number: 1, letters: 'TR', pattern: 'solid', hue: 'blue' }, federated),
  profile('p2', 'orchard.example', { number: 2, letters: 'OR', pattern: 'dashed', hue: 'teal' }, federated, { pending: 6, you: you('kim', 'Admin'), safeMode: 'readOnly' }),
  profile('p3', 'git.corp.example', { number: 3, letters: 'CO', pattern: 'dotted', hue: 'purple' }, forge, { pending: 2, budget: null }),
  profile('p4', practice.federated, { number: 4, letters: 'PR', pattern: 'solid', hue: 'slate' }, federated, { pending: 12, practice: true, token: { kind: 'practice' } }),
]

type Sketch = [name: string, mail: string, ip: string, age: number, reason: string, confirmed?: boolean]

const waiting: Sketch[] = [
  ['anna_k', 'posteo.example', '203.0.113.9', 3 * HOUR, 'I draw birds and would like to share them with other naturalists.'],
  ['spammer42', 'mailbox.example', '198.51.100.7', 2 * HOUR + 5 * MINUTE, 'I want to join because of good communication and best deals, see you at deals-now.example'],
  ['casino_77', 'mailbox.example', '198.51.100.7', 2 * HOUR, 'I want to join because of great communication and deals'],
  ['m.okonkwo', 'uni-leipzig.example', '192.0.2.31', HOUR, 'Library staff, moving here with three colleagues from a server that closes at the end of the month.'],
  ['zoë_m', 'example.nl', '2001:db8::21', 58 * MINUTE, 'Vrienden raadden jullie aan. Ik maak foto’s van de stad.'],
  ['bestpills', 'mailbox.example', '198.51.100.9', 51 * MINUTE, 'hello'],
  ['rita_v', 'gmail.example', '203.0.113.77', 40 * MINUTE, 'Coming from another server that is closing down (old.example), same name there.'],
  ['joel', 'proton.example', '203.0.113.80', 31 * MINUTE, 'Woodworking, bread, and a bit of politics. I read the rules.'],
  ['ein_wirklich_ausserordentlich_langer_name', 'donaudampfschifffahrtselektrizitaetengesellschaft.example', '2001:db8:40:8f2::1', 22 * MINUTE, 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft ist mein Arbeitgeber und ich wohne in Wien.'],
  ['\u202eevil\u202c_bidi', 'web.example', '192.0.2.99', 12 * MINUTE, 'مرحبا، أريد الانضمام إلى هذا الخادم لأنني أحب الطيور.'],
  ['qwe123', 'tmp.example', '198.51.100.12', 2 * DAY, 'asdf', false],
  ['lena', 'web.example', '192.0.2.14', DAY, 'Ich folge schon einigen von euch und möchte gern mitlesen.', false],
]

const row = ([name, mail, ip, age, reason, confirmed = true]: Sketch, index: number): AccountRow => ({
  id: `11558277120${3000 + index}`, handle: name, domain: null, displayName: name,
  mail: `${name.slice(0, 2)}@${mail}`, mailConfirmed: confirmed, ip, reason, about: null,
  marks: confirmed ? ['pending'] : ['pending', 'unconfirmed'],
  createdAt: now - age, seenAt: now - 12_000, activeAt: null, cursor: '',
})

const given = ['ada', 'bea', 'carl', 'dora', 'emil', 'frida', 'gus', 'hana', 'ivo', 'jana', 'kofi', 'lars', 'mina', 'nils', 'olga', 'paul']
const states: Mark[][] = [[], [], [], ['limited'], [], ['bot'], [], ['suspended'], [], ['staff'], ['moved'], ['loginFrozen'], [], ['sensitive', 'limited'], ['memorial'], ['administrator']]

const member = (index: number, git: boolean): AccountRow => {
  const remote = !git && index % 3 === 1
  const name = `${given[index % 16]}_${index}`
  const gitState: Mark[][] = [[], [], ['blocked'], [], ['banned'], [], ['deactivated'], ['ldapBlocked'], [], ['external'], ['locked'], [], ['bot'], [], ['unknown'], ['administrator']]
  return {
    id: `22${100_000 - index}`, handle: remote ? `${name}@far-${index % 7}.example` : name,
    domain: remote ? `far-${index % 7}.example` : null, displayName: name,
    mail: remote ? null : `${name}@mail.example`, mailConfirmed: remote ? null : true,
    ip: remote ? null : `203.0.113.${index % 250}`, reason: null, about: null,
    marks: [...((git ? gitState : states)[(index * 7) % 16] ?? [])],
    createdAt: now - 3 * HOUR - index * 7 * HOUR, seenAt: now - 12_000 - index * 1000, activeAt: index % 4 === 3 ? null : now - (index % 90) * 5 * HOUR, cursor: '',
  }
}

/** One of a million: nobody keeps these. */
export const crowd = (index: number): AccountRow => ({ ...member(index, false), createdAt: now - 1600 * 7 * HOUR - index * MINUTE })

/** One of each kind, first in the list of all accounts: together they show every verb, with its panel. */
const kinds: [name: string, domain: string | null, marks: Mark[]][] = [
  ['member', null, []],
  ['limited_sensitive', null, ['limited', 'sensitive']],
  ['all_at_once', null, ['limited', 'sensitive', 'loginFrozen']],
  ['frozen', null, ['loginFrozen']],
  ['suspended', null, ['suspended']],
  ['suspended', 'far.example', ['suspended']],
  ['remote', 'far.example', []],
  ['moderator', null, ['staff']],
  ['a'.repeat(10_000), 'donaudampfschifffahrtselektrizitaetengesellschaft.example', ['limited']],
]

const forgeKinds: typeof kinds = [
  ['active_lately', null, []],
  ['dormant', null, []],
  ['blocked', null, ['blocked']],
  ['in_the_directory', null, ['ldapBlocked']],
  ['banned', null, ['banned']],
  ['deactivated', null, ['deactivated']],
  ['locked', null, ['locked']],
  ['external_bot', null, ['bot', 'external']],
  ['ghost', null, ['internal']],
  ['root', null, ['administrator']],
  ['a'.repeat(10_000), null, ['blocked']],
]

const kind = ([name, domain, marks]: (typeof kinds)[number], index: number): AccountRow => ({
  id: `330${300 - index}`, handle: domain ? `${name}@${domain}` : name, domain, displayName: name, mail: domain ? null : `${name.slice(0, 20)}@mail.example`, mailConfirmed: domain ? null : true,
  ip: domain ? null : '203.0.113.4', reason: null, about: null, marks, createdAt: now - index * 1000, seenAt: now - 12_000, activeAt: now - index * HOUR, cursor: '',
})

/** The accounts of a profile, newest first. */
export function accountsOf(profile: ProfileView): AccountRow[] {
  const git = isForge(profile)
  const extra: Sketch[] = Array.from({ length: 29 }, (_, index) => [`${given[index % 16]}.wave${index}`, 'mailbox.example', `198.51.100.${index}`, (11 - index / 4) * MINUTE, 'I want to join because of good communication', index % 3 > 0])
  const pending = [...waiting, ...extra].slice(0, profile.pending).map(row)
  return [...pending, ...(git ? forgeKinds : kinds).map(kind), ...Array.from({ length: 1600 }, (_, index) => member(index, git))]
}
