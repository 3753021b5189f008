// Notes and backgrounds for the fake backend. /dev/index.html?profile=p3&background=…, where `background` is one of: many, none,
// part, refused, slow, nonote, hostile.

import type { AccountDetail, Background, Deed, Measure, Membership, Problem, ProfileView } from '../src/lib/bindings'

type Args = Record<string, unknown>
type Answers = Record<string, (args: Args) => unknown>

const HOUR = 3_600_000
const now = Date.now()
const problem = (error: Problem['error'], serverSaid: string | null = null): Problem => ({ error, serverSaid })
const long = 'donaudampfschifffahrtselektrizitaetengesellschaft/hauptbetriebswerk/bauunterbeamte/oberdonaudampfschifffahrtskapitaensmuetzen'

const membership = (index: number): Membership => ({
  id: String(index), kind: index % 3 === 0 ? 'group' : 'project', name: index === 1 ? long : index === 2 ? '\u202eevil\u202c project مشروع' : `team-${index}/harbour-${index}`,
  access: (['owner', 'developer', 'maintainer', 'guest', 'reporter', 'planner', 'minimal', 'other'] as const)[index % 8] ?? 'other',
})
const deed = (index: number): Deed => ({
  at: index === 4 ? null : now - index * 7 * HOUR, action: ['pushed to', 'commented on', 'opened', 'joined', 'closed'][index % 5] ?? 'did',
  target: [null, 'Issue', 'MergeRequest', null, 'Issue'][index % 5] ?? null,
  title: index % 5 === 3 ? null : index === 1 ? `${'Best deals today only!!! '.repeat(40)}` : index === 2 ? '\u202eevil\u202c <b>title</b>' : `Fix the harbour page, part ${index}`,
})
const measures: Measure[] = [
  { kind: { kind: 'blocked' }, by: 'root', at: now - 30 * HOUR }, { kind: { kind: 'unblocked' }, by: 'kim', at: now - 90 * HOUR }, { kind: { kind: 'trusted' }, by: 'lou', at: null },
  { kind: { kind: 'bannedAlong' }, by: 'spammer42', at: now - 300 * HOUR }, { kind: { kind: 'bannedForReport' }, by: '117', at: now - 400 * HOUR },
  { kind: { kind: 'other', key: '\u202ecrm\u202c_ticket' }, by: 'ABC-1042', at: null },
]
const note = 'Two warnings by mail in October (ticket 4711). Says the pushes were an accident.\n2026-11-03 Blocked by @lou: crypto miner in the pipeline of three projects.'
const hostile = `\u202e${note}\u202c${'\n'.repeat(80)}<b>hidden below</b> ${'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft '.repeat(40)}`

export function pretendBackground({ params, answers, find }: { params: URLSearchParams; answers: Answers; find: (id: unknown) => ProfileView }) {
  const mode = params.get('background') ?? ''
  let reads = 0

  /** Notes that were written, by account. */
  const written = new Map<unknown, string>()
  const noteOf = (account: unknown) => written.get(account) ?? (mode === 'nonote' ? '' : mode === 'hostile' ? hostile : note)
  const dressed = (name: string) => {
    const inner = answers[name]
    return async (args: Args): Promise<AccountDetail> => {
      const found = (await inner?.(args)) as AccountDetail
      if (find(args.profile).federated) return found
      // A note that another story has put there stays.
      const text = found.note ?? noteOf(args.account)
      return {
        ...found, reports: null, hasPosts: false, note: text || null, hasBackground: true, revision: `${found.revision} ${text.length}`,
        pages: ['account', 'accountPowers', 'impersonationTokens', 'publicProfile', 'abuseReports', 'spamLogs'],
      }
    }
  }
  const { decide } = answers
  Object.assign(answers, {
    open_account: dressed('open_account'),
    look_at_account: dressed('look_at_account'),
    decide: async (args: Args) => {
      const text = (args.choices as { note: string | null }).note
      const done = await decide?.(args)
      if (text !== null) written.set(args.account, text)
      return done
    },
    background: async (): Promise<Background> => {
      await new Promise((settle) => setTimeout(settle, mode === 'slow' ? 60_000 : 300))
      reads++
      if (mode === 'refused') throw problem({ code: 'serverSaysNo', status: 403 }, '403 Forbidden')
      if (mode === 'none') return { counts: { groups: 0, projects: 0, issues: 0, mergeRequests: 0 }, memberships: [], moreMemberships: false, deeds: [], moreDeeds: false, measures: [], problem: null }
      // Asked again, it comes.
      const part = mode === 'part' && reads === 1
      const many = mode === 'many'
      return {
        counts: { groups: many ? 1204 : 3, projects: many ? 12_408 : 6, issues: part ? null : 42, mergeRequests: 7 },
        memberships: Array.from({ length: many ? 100 : 9 }, (_, index) => membership(index)), moreMemberships: many,
        deeds: part ? null : Array.from({ length: many ? 20 : 6 }, (_, index) => deed(index)), moreDeeds: many,
        measures: part ? null : measures, problem: part ? problem({ code: 'timedOut', seconds: 20 }) : null,
      }
    },
  })
}
