// One account, closely, for the fake backend.

import type { AccountDetail, AccountRow, ActionOffer, DecisionView, Fact, FactGroup, FactGroupKind, Mark, ProfileView, Refusal, Verb } from '../src/lib/bindings'

const group = (kind: FactGroupKind, facts: Fact[]): FactGroup => ({ kind, facts })

export function verbMarks(verb: Verb, marks: Mark[]): Mark[] {
  const off: Partial<Record<Verb, Mark>> = { approve: 'pending', liftLimit: 'limited', unblock: 'blocked', unban: 'banned' }
  const on: Partial<Record<Verb, Mark>> = { limit: 'limited', block: 'blocked', ban: 'banned' }
  const without = marks.filter((mark) => mark !== off[verb])
  const added = on[verb]
  return added && !without.includes(added) ? [...without, added] : without
}

function offers(view: ProfileView, row: AccountRow): ActionOffer[] {
  const git = view.software.platform === 'gitlab'
  const is = (mark: Mark) => row.marks.includes(mark)
  const typed = is('staff') || is('administrator') ? row.handle : null
  const common = (refusal: Refusal | null): Refusal | null =>
    view.readOnly ? { kind: 'readOnly' } : view.connection.kind === 'offline' ? { kind: 'offline' } : refusal
  const offer = (verb: Verb, letter: string, refusal: Refusal | null, some: Partial<ActionOffer>): ActionOffer => ({
    verb, letter, place: refusal ? 'menu' : 'bar', refusal: common(refusal), weight: 'restricts', consequences: [], told: 'never', takesMessage: false,
    cautions: typed ? ['staff', 'rankUnknown'] : [], typeHandle: typed, ...some,
  })
  const pendingOnly: Refusal | null = is('pending') ? null : { kind: 'notPending' }
  const decideFirst: Refusal | null = is('pending') ? { kind: 'decidePending' } : null
  const signUps = [
    offer('approve', 'A', pendingOnly, { weight: 'gentle', told: git ? 'always' : 'always', consequences: ['letIn', git ? 'approvalMail' : 'welcomeMailInAnHour'] }),
    offer('reject', 'R', pendingOnly, { weight: 'irreversible', told: git ? 'always' : 'never', consequences: [git ? 'signUpErasedSoon' : 'signUpErased', 'nameAndMailFree'] }),
  ]
  if (git)
    return [
      ...signUps,
      offer('block', 'B', decideFirst ?? (is('blocked') ? { kind: 'alreadyBlocked' } : is('ldapBlocked') ? { kind: 'directoryBlocked' } : null), { consequences: ['cannotSignIn', 'pipelinesStop', 'seatChanges'] }),
      offer('ban', 'N', decideFirst ?? (is('banned') || is('blocked') ? { kind: 'onlyActiveBanned' } : null), { consequences: ['cannotSignIn', 'contributionsHidden', 'sameMailBannedToo'] }),
      offer('unblock', 'U', is('blocked') ? null : { kind: 'notBlocked' }, { weight: 'gentle', consequences: ['maySignInAgain', 'pipelinesStayStopped'] }),
      offer('unban', 'U', is('banned') ? null : { kind: 'notBanned' }, { weight: 'gentle', consequences: ['maySignInAgain', 'contributionsShownAgain'] }),
    ]
  return [
    ...signUps,
    offer('limit', 'L', decideFirst ?? (is('limited') ? { kind: 'alreadyLimited' } : null), {
      told: row.domain ? 'never' : 'choice', takesMessage: !row.domain, consequences: ['hiddenFromStrangers', 'addsStrike', 'closesOpenReports', ...(row.domain ? (['onlyThisServer'] as const) : [])],
    }),
    offer('liftLimit', 'U', is('limited') ? null : { kind: 'notLimited' }, { weight: 'gentle', consequences: ['seenAgain'] }),
  ]
}

export function detailOf(view: ProfileView, row: AccountRow, decisions: DecisionView[]): AccountDetail {
  const git = view.software.platform === 'gitlab'
  const [username = ''] = row.handle.split('@')
  const admin = row.marks.includes('administrator')
  return {
    id: row.id, handle: row.handle, username, home: row.domain ?? (git ? '' : view.address), displayName: row.displayName, marks: row.marks,
    unknownState: row.marks.includes('unknown') ? 'ldap_frozen' : null, rank: admin ? 'administrator' : row.marks.includes('staff') ? 'staff' : 'member', own: false,
    reason: row.reason, bio: row.reason ? '' : 'Birds, bread and bicycles.\nPosts about the harbour, mostly pictures.\n\nhttps://harbour.example/about',
    fields: [{ name: 'Home page', value: 'deals-now.example', link: 'https://deals-now.example/?ref=42', verified: false }, { name: 'Code', value: 'code.example/@me', link: 'https://code.example/@me', verified: true }],
    facts: [
      { kind: 'account', facts: [
        ...(row.mail ? [{ label: 'mail', value: { kind: 'mail', value: row.mail } } as const] : []),
        ...(row.mailConfirmed === null ? [] : [{ label: 'mailConfirmed', value: { kind: 'flag', value: row.mailConfirmed } } as const]),
        { label: 'language', value: { kind: 'text', value: 'English (en)' } },
        { label: 'role', value: { kind: 'text', value: row.marks.includes('staff') ? 'Moderator' : 'none' } },
        { label: 'joined', value: { kind: 'time', value: row.createdAt } },
        { label: 'id', value: { kind: 'code', value: row.id } },
      ] },
      ...(row.reason ? [] : [group('activity', [
        { label: 'posts', value: { kind: 'number', value: 12408 } }, { label: 'followers', value: { kind: 'number', value: 311 } }, { label: 'lastPost', value: { kind: 'day', value: '2026-11-19' } },
        { label: 'twoFactor', value: { kind: 'flag', value: true } },
      ])]),
      ...(git ? [group('about', [{ label: 'organisation', value: { kind: 'text', value: 'Corp' } }, { label: 'website', value: { kind: 'link', value: 'https://corp.example/~me' } }])] : []),
    ],
    addresses: row.ip ? [{ ip: row.ip, usedAt: row.createdAt }, { ip: '2001:db8:40::8f2', usedAt: row.createdAt }] : [],
    hasPicture: true, offers: offers(view, row), revision: row.marks.join(), seenAt: row.seenAt, decisions,
    pages: git ? ['account', 'publicProfile', 'spamLogs', 'abuseReports'] : ['account', 'publicProfile'],
  }
}
