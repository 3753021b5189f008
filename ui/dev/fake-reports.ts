// Reports and posts for the fake backend. /dev/index.html?scene=…&reports=…, where `reports` is one of: many, none, forbidden,
// scope, here, unsure, refused, changed, broken, noposts, suspended.

import type {
  AccountDetail, AccountId, ActionOffer, Choices, DecisionView, DeskEvent, DeskState, Party, Post, PostPage, Problem, ProfileView, Refusal,
  ReportDetail, ReportPage, ReportQuery, ReportRow, Verb,
} from '../src/lib/bindings'
import { unheld } from './fake-outbox'

type Args = Record<string, unknown>
type Answers = Record<string, (args: Args) => unknown>

interface Tools {
  params: URLSearchParams
  answers: Answers
  find: (id: unknown) => ProfileView
  change: (id: unknown, some: Partial<ProfileView>) => ProfileView
  tell: (event: DeskEvent) => void
}

type Report = Omit<ReportDetail, 'others' | 'offers' | 'revision' | 'decisions' | 'pages' | 'seenAt' | 'mine'> & { mine: boolean }

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const now = Date.now()
const problem = (error: Problem['error'], serverSaid: string | null = null): Problem => ({ error, serverSaid })

const party = (id: AccountId, handle: string, marks: Party['marks'] = []): Party => ({ id, handle, displayName: handle, marks })
const kim = party('1', 'kim', ['staff'])
const lou = party('2', 'lou', ['staff'])
const long = 'ein_wirklich_ausserordentlich_langer_name@donaudampfschifffahrtselektrizitaetengesellschaft.example'

const post = (id: string, text: string, more: Partial<Post> = {}): Post => ({
  id, createdAt: now - 5 * HOUR, editedAt: null, warning: '', text, sensitive: false, visibility: 'public', language: 'en', isReply: false, boosts: null,
  page: `https://far.example/@loud/${id}`, media: [], ...more,
})

const posts: Post[] = [
  post('p1', 'Best deals today only!!! https://deals-now.example/?ref=42\nReply with DEAL and I send you the code.', {
    isReply: true, media: [{ kind: 'image', description: 'A price list over a photo of pills', key: 'k1' }, { kind: 'image', description: null, key: 'k2' }],
  }),
  post('p2', 'You people are all the same. I know where you live.', { warning: 'politics, insults', visibility: 'unlisted', editedAt: now - 4 * HOUR, sensitive: true, media: [
    { kind: 'video', description: 'A shaky video of a house door', key: 'k3' }, { kind: 'audio', description: null, key: null }, { kind: 'other', description: 'archive.zip', key: null },
  ] }),
  post('p3', `Langer Beitrag. ${'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft und noch ein Satz dazu. '.repeat(12)}`, { language: 'de', visibility: 'followers' }),
  post('p4', '\u202eevil text that turns around\u202c مرحبا بكم في عالمنا الجديد', { language: 'ar', visibility: 'mentioned', page: null }),
  post('p5', 'Somebody else wrote this.', { boosts: 'pillbot@far.example', visibility: 'unknown' }),
]

const report = (id: number, target: Party, some: Partial<Report>): Report => ({
  id: String(id), category: 'spam', comment: '', forwarded: null, createdAt: now - id * MINUTE, resolved: false, resolvedAt: null, resolvedBy: null,
  target, reporter: party('31', 'anna_k'), assigned: null, mine: false, posts: [], rules: [], ...some,
})

/** Those that the list of accounts has, too: beside the report their account opens. */
const loud = party('2299996', 'emil_4@far-4.example')
const spammer = party('115582771203001', 'spammer42', ['pending'])

function sketched(many: number): Report[] {
  const some: Report[] = [
    report(1432, loud, { createdAt: now - 6 * MINUTE, category: 'violation', comment: 'Third time this week. They reply with the same link to everybody who mentions birds, and answer with insults when asked to stop.', posts, rules: ['No advertising without being asked', 'Be kind: no insults, no threats, no pile-ons'], forwarded: true }),
    report(1431, loud, { createdAt: now - 50 * MINUTE, comment: 'spam', posts: posts.slice(0, 1), assigned: kim, mine: true, reporter: party('77', 'orchard.example@orchard.example', ['bot']) }),
    report(1429, party('222', long, ['bot', 'suspended']), { createdAt: now - 2 * HOUR, category: 'legal', comment: 'Verbreitung verbotener Inhalte nach § 86a StGB, siehe Beitrag.', posts: posts.slice(1, 3), assigned: lou, reporter: party('33', long) }),
    report(1428, spammer, { createdAt: now - 3 * HOUR, comment: 'x'.repeat(10_000), posts: [] }),
    report(1426, party('223', '\u202eevil\u202c_bidi'), { createdAt: now - 26 * HOUR, category: 'other', comment: '\u202eهذا الحساب يزعج الجميع\u202c and <b>bold</b> & "quotes"\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\nhidden below', reporter: null }),
    report(1424, loud, { createdAt: now - 30 * HOUR, category: 'other', comment: '', posts: posts.slice(3) }),
    report(1420, party('224', 'tomas'), { createdAt: now - 3 * 24 * HOUR, comment: 'Posts the same picture every ten minutes.', posts: posts.slice(0, 2), assigned: lou }),
    report(1411, party('225', 'rita_v', ['limited']), { createdAt: now - 5 * 24 * HOUR, comment: 'Was rude', resolved: true, resolvedAt: now - 4 * 24 * HOUR, resolvedBy: lou, assigned: lou, posts: posts.slice(1, 2) }),
    report(1404, loud, { createdAt: now - 9 * 24 * HOUR, comment: 'Advertising', resolved: true, resolvedAt: now - 8 * 24 * HOUR, resolvedBy: kim, assigned: kim, mine: true }),
  ]
  const more = Array.from({ length: many }, (_, index) => report(1400 - index, party(`9${index}`, `wave${index}${index % 3 ? '@far.example' : ''}`), {
    createdAt: now - (10 + index) * 3 * HOUR, category: (['spam', 'violation', 'other', 'legal'] as const)[index % 4], comment: `Report number ${index}: the same again`, posts: posts.slice(0, index % 5),
  }))
  return [...some, ...more]
}

const none: Choices = { message: null, tell: null, preset: null, report: null, reason: null, typedHandle: null, note: null, noteToo: false, lasts: null, atOnce: false }

export function pretendReports({ params, answers, find, change, tell }: Tools) {
  const mode = params.get('reports') ?? ''
  let all = mode === 'none' ? [] : sketched(mode === 'many' ? 3000 : 0)
  const decided: DecisionView[] = []
  let older = mode !== 'none'
  let stolen = mode === 'changed'
  const why: Record<string, ProfileView['you']['may'][number]['allowance']> = {
    forbidden: { kind: 'notByRole' }, scope: { kind: 'notByScope', scope: 'admin:read:reports' }, here: { kind: 'notHere' },
  }
  const barred = why[mode]

  const offers = (view: ProfileView, one: Report): ActionOffer[] => {
    const common = (refusal: Refusal | null): Refusal | null => (view.safeMode === 'readOnly' ? { kind: 'readOnly' } : view.connection.kind === 'offline' ? { kind: 'offline' } : refusal)
    const offer = (verb: Verb, letter: string | null, refusal: Refusal | null, consequences: ActionOffer['consequences']): ActionOffer => ({
      verb, letter, place: refusal ? 'menu' : 'bar', refusal: common(refusal), weight: 'gentle', consequences, told: 'never', takesMessage: false, takesPreset: false,
      reports: 'untouched', note: 'untouched', reverse: null, cautions: [], typeHandle: null,
    })
    return [
      offer('assignReport', 'I', one.mine ? { kind: 'reportYours' } : null, ['reportIsYours', ...(one.assigned && !one.mine ? (['takenFromOther'] as const) : [])]),
      offer('unassignReport', null, one.assigned ? null : { kind: 'reportNobodys' }, ['reportIsNobodys']),
      offer('resolveReport', 'E', one.resolved ? { kind: 'reportResolved' } : null, ['reportCloses']),
      offer('reopenReport', null, one.resolved ? null : { kind: 'reportOpen' }, ['reportOpensAgain']),
    ]
  }
  const othersOf = (one: Report) => all.filter(({ id, target, resolved }) => id !== one.id && target.id === one.target.id && !resolved)
  const row = (one: Report): ReportRow => ({
    id: one.id, category: one.category, comment: one.comment.slice(0, 280), createdAt: one.createdAt, resolved: one.resolved, target: one.target, reporter: one.reporter,
    assigned: one.assigned, mine: one.mine, posts: one.posts.length, media: one.posts.reduce((sum, { media }) => sum + media.length, 0), others: othersOf(one).length, seenAt: now - 40_000,
  })
  const detail = (view: ProfileView, id: unknown): ReportDetail => {
    const one = all.find((other) => other.id === id)
    if (!one) throw problem({ code: 'notFound' })
    return {
      ...one, others: othersOf(one).map(row), offers: offers(view, one), revision: `${one.resolved} ${one.assigned?.id}`, seenAt: now - 40_000,
      decisions: decided.filter((decision) => decision.report === id), pages: ['report'],
    }
  }
  function list({ filter, cursor, limit }: ReportQuery): ReportPage {
    if (mode === 'broken') throw problem({ code: 'diskTrouble' })
    const hands = { any: () => true, mine: (one: Report) => one.mine, nobodys: (one: Report) => !one.assigned, others: (one: Report) => one.assigned !== null && !one.mine }
    const matching = all.filter((one) =>
      (filter.state === 'all' || one.resolved === (filter.state === 'resolved')) && hands[filter.hands](one) && (!filter.category || one.category === filter.category) &&
      (!filter.origin || one.target.handle.includes('@') === (filter.origin === 'remote')) && (!filter.target || one.target.id === filter.target) &&
      (!filter.reporter || one.reporter?.id === filter.reporter))
    const from = Number(cursor ?? 0)
    return {
      rows: matching.slice(from, from + limit).map(row), next: from + limit < matching.length ? String(from + limit) : null, matching: matching.length,
      open: all.filter(({ resolved }) => !resolved).length, moreOnServer: older, oldestSeenAt: matching.length ? now - 40_000 : null,
    }
  }
  const put = (view: ProfileView, id: string, some: Partial<Report>) => {
    all = all.map((one) => (one.id === id ? { ...one, ...some } : one))
    tell({ kind: 'reports', profile: view.id })
    change(view.id, { openReports: all.filter(({ resolved }) => !resolved).length })
  }

  async function decide(view: ProfileView, id: string, verb: Verb, choices: Choices = none): Promise<DecisionView> {
    const before = detail(view, id)
    if (stolen) {
      stolen = false
      put(view, id, { assigned: lou, mine: false })
      throw problem({ code: 'changedMeanwhile' })
    }
    const base: DecisionView = {
      id: `r${decided.length}`, profile: view.id, account: before.target.id, handle: before.target.handle, by: view.you.username, verb, status: 'sending', decidedAt: Date.now(),
      settledAt: null, reason: choices.reason, message: null, told: null, preset: null, report: id, before: before.target.marks, after: null, answerCode: null, answerWords: null,
      refusal: null, lookup: null, note: null, noteBefore: null, steps: [], ...unheld,
    }
    tell({ kind: 'decision', decision: base })
    await new Promise((settle) => setTimeout(settle, 500))
    const outcome = { unsure: { status: 'unsure', lookup: 'notYet' }, refused: { status: 'refused', answerCode: 403, answerWords: 'This action is not allowed' } }[mode] as Partial<DecisionView> | undefined
    const done: DecisionView = { ...base, settledAt: Date.now(), status: 'confirmed', answerCode: 200, after: before.target.marks, ...outcome }
    if (done.status === 'confirmed')
      put(view, id, {
        assignReport: { assigned: kim, mine: true }, unassignReport: { assigned: null, mine: false },
        resolveReport: { resolved: true, resolvedAt: Date.now(), resolvedBy: kim, assigned: kim, mine: true }, reopenReport: { resolved: false, resolvedAt: null, resolvedBy: null },
      }[verb as string] ?? {})
    decided.unshift(done)
    tell({ kind: 'decision', decision: done })
    return done
  }

  function page(cursor: unknown): PostPage {
    if (mode === 'noposts') return { posts: [], next: null }
    if (mode === 'suspended') throw problem({ code: 'notFound' })
    if (mode === 'scope') throw problem({ code: 'scopeMissing', scope: 'read:statuses' })
    const from = Number(cursor ?? 0)
    return { posts: posts.map((one) => ({ ...one, id: `${one.id}-${from}` })), next: from < 10 ? String(from + 5) : null }
  }

  /** A made-up picture for every address: what stands behind the `#` is not read. */
  const drawn = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300"><rect width="400" height="300" fill="teal"/><circle cx="120" cy="120" r="70" fill="gold"/><path d="M0 300L180 150L300 260L400 180V300Z" fill="sienna"/></svg>')}#`

  const open = (id: unknown) => all.filter((one) => one.target.id === id && !one.resolved).map(row)
  const dressed = (name: string) => {
    const inner = answers[name]
    return async (args: Args) => {
      const found = (await inner?.(args)) as AccountDetail
      return { ...found, reports: barred ? null : open(args.account).length > 0 ? open(args.account) : found.reports, hasPosts: true }
    }
  }
  const { desk_state: state, list_reports: listed, load_reports: loaded } = answers
  let dressedUp = false
  Object.assign(answers, {
    desk_state: async (args: Args) => {
      const whole = (await state?.(args)) as DeskState
      const profiles = dressedUp ? whole.profiles : whole.profiles.map((view) => {
        const allowance = view.openReports === null ? ({ kind: 'notHere' } as const) : barred
        if (!allowance) return change(view.id, { openReports: all.filter(({ resolved }) => !resolved).length })
        const may = view.you.may.map((one) => (one.ability === 'seeReports' ? { ...one, allowance } : one))
        return change(view.id, { openReports: null, you: { ...view.you, may } })
      })
      dressedUp = true
      return { ...whole, profiles, pictureBase: drawn }
    },
    open_account: dressed('open_account'),
    look_at_account: dressed('look_at_account'),
    list_reports: (args: Args) => {
      const query = args.query as ReportQuery
      const page = list(query)
      return query.filter.target && page.matching === 0 && listed ? listed(args) : page
    },
    load_reports: async (args: Args) => {
      await loaded?.(args)
      await new Promise((settle) => setTimeout(settle, 600))
      older = false
      return null
    },
    open_report: ({ profile, report: id }: Args) => detail(find(profile), id),
    look_at_report: ({ profile, report: id }: Args) => ({ ...detail(find(profile), id), seenAt: Date.now() }),
    decide_report: ({ profile, report: id, verb, choices }: Args) => decide(find(profile), String(id), verb as Verb, choices as Choices),
    posts: ({ cursor }: Args) => page(cursor),
  })
}
