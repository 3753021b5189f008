// One account, closely, for the fake backend.

import type { AccountDetail, AccountRow, DecisionView, Fact, FactGroup, FactGroupKind, ProfileView, ReportRow } from '../src/lib/bindings'
import { offers } from './offers'
import { isForge } from './servers'

export { verbMarks } from './offers'

const group = (kind: FactGroupKind, facts: Fact[]): FactGroup => ({ kind, facts })

/** The open reports about an account; who waits for approval has done nothing yet. */
export function reportsOf(view: ProfileView, row: AccountRow): ReportRow[] | null {
  if (view.openReports === null) return null
  if (row.marks.includes('pending')) return []
  const many = Number(row.id.at(-1)) % 5
  const party = (handle: string): ReportRow['target'] => ({ id: `p-${handle}`, handle, displayName: handle, marks: [] })
  const comments = ['Sells pills in every reply, also to people who asked to be left alone. See the last four posts.', '', 'Das ist schon das dritte Mal diese Woche, dass dieses Konto Bilder ohne Warnung in die lokale Zeitleiste stellt.', 'إزعاج متكرر']
  const categories = ['spam', 'legal', 'violation', 'other'] as const
  return Array.from({ length: many }, (_, index) => ({
    id: `${9120 - index * 7}`, category: categories[index % 4] ?? 'other', comment: comments[index % 4] ?? '', createdAt: row.seenAt === null ? null : row.seenAt - (index * 26 + 2) * 3_600_000,
    resolved: false, target: { ...party(row.handle), id: row.id, marks: row.marks }, reporter: index === 1 ? null : party(index === 2 ? 'ein_wirklich_ausserordentlich_langer_name@donaudampfschifffahrtselektrizitaetengesellschaft.example' : 'rita_v'),
    assigned: index === 0 ? party('kim') : null, mine: index === 0, posts: [4, 1, 12, 0][index] ?? 0, media: index, others: many - 1, seenAt: row.seenAt === null ? null : row.seenAt - 180_000,
  }))
}

export function detailOf(view: ProfileView, row: AccountRow, decisions: DecisionView[]): AccountDetail {
  const git = isForge(view)
  const [username = ''] = row.handle.split('@')
  const admin = row.marks.includes('administrator')
  return {
    id: row.id, handle: row.handle, username, home: row.domain ?? (git ? '' : view.address), displayName: row.displayName, remembered: row.marks.includes('suspended'), marks: row.marks,
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
    hasPicture: true, offers: offers(view, row), revision: row.marks.join(), seenAt: row.seenAt, reports: reportsOf(view, row), hasPosts: !git, note: null, hasBackground: false, decisions,
    pages: git ? ['account', 'publicProfile', 'spamLogs', 'abuseReports'] : ['account', 'publicProfile'],
  }
}
