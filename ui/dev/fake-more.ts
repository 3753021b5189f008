// What first run, instance, history and settings need of a fake backend beyond `fake.ts`: a journal of every status,
// servers that go wrong, tokens without a keychain. /dev/more.html?more=…

import type {
  ChainReport, DecisionView, FoundPerson, FoundServer, HistoryFilter, HistoryPage, Mark, Problem, ProfileView, ReceiptView, Status, Step, StepPart, TokenPlace, Verb,
} from '../src/lib/bindings'
import { isOpen } from '../src/lib/decisions'
import { unheld } from './fake-outbox'
import { offersOf } from './fake-signin'
import { federated } from './servers'

type Args = Record<string, unknown>
type Invoke = (name: string, args?: Args, options?: unknown) => Promise<unknown>

const HOUR = 3_600_000
const now = Date.now()
const problem = (error: Problem['error'], serverSaid: string | null = null): Problem => ({ error, serverSaid })

const decided = (
  index: number, ago: number, verb: Verb, handle: string, status: Status, before: Mark[], after: Mark[] | null, more: Partial<DecisionView> = {},
): DecisionView => ({
  id: `5f0c3a8e-7d1b-4c55-9a60-00000000000${index}`, profile: 'p1', account: `${index}`, handle, by: 'kim', verb, status,
  decidedAt: now - ago, settledAt: status === 'sending' ? null : now - ago + 900, reason: null, message: null, told: null, preset: null, report: null, before, after,
  answerCode: status === 'sending' || status === 'unsure' || status === 'gone' ? null : 200, answerWords: null, refusal: null, lookup: null, note: null, noteBefore: null, steps: [], ...unheld, ...more,
})

const step = (part: StepPart, verb: Verb, status: Status, answerCode: number | null, answerWords: string | null = null): Step => ({ part, verb, status, sentAt: now - 6 * 24 * HOUR, answerCode, answerWords, refusal: null })

const journal: DecisionView[] = [
  decided(0, 4_000, 'limit', 'loud@far.example', 'sending', [], null),
  decided(1, 3 * 60_000, 'approve', 'anna_k', 'confirmed', ['pending'], []),
  decided(2, 0.4 * HOUR, 'reject', 'spammer42', 'confirmed', ['pending'], null, { reason: 'Sign-up wave from 198.51.100.0/24, same text as @casino_77' }),
  decided(3, 0.6 * HOUR, 'limit', 'pillbot@far.example', 'accepted', [], null),
  decided(4, 1.5 * HOUR, 'ban', 'ein_wirklich_ausserordentlich_langer_name@donaudampfschifffahrtselektrizitaetengesellschaft.example', 'refused', ['deactivated'], ['deactivated'], {
    refusal: { kind: 'onlyActiveBanned' }, answerCode: 403, answerWords: '403 Forbidden - You cannot ban deactivated users.', reason: 'Crypto links in six merge requests. Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft complained twice and asked us to do something about it before Monday.',
  }),
  decided(5, 26 * HOUR, 'limit', 'tomas', 'unsure', [], null, { lookup: 'notYet', told: true, message: 'Please keep to English or German in the local timeline.' }),
  decided(6, 27 * HOUR, 'liftLimit', 'rita_v', 'unsure', ['limited', 'bot'], ['limited', 'bot'], { lookup: 'unchanged' }),
  decided(7, 29 * HOUR, 'reject', '\u202eevil\u202c_bidi', 'gone', ['pending', 'unconfirmed'], null),
  decided(8, 5 * 24 * HOUR, 'limit', 'joel', 'confirmed', ['staff'], ['staff', 'limited'], { lookup: 'shows', told: false }),
  decided(10, 5 * 24 * HOUR + 2 * HOUR, 'warn', 'loud', 'unprovable', [], [], { told: true, message: 'Please put a warning before pictures of wounds.', preset: '12', report: '9120' }),
  decided(11, 5 * 24 * HOUR + 3 * HOUR, 'suspend', 'bestpills', 'confirmed', ['limited'], ['limited', 'suspended'], { told: false, report: '9113' }),
  decided(12, 5 * 24 * HOUR + 3 * HOUR, 'resolveReport', 'bestpills', 'confirmed', [], [], { report: '9106' }),
  decided(13, 5 * 24 * HOUR + 4 * HOUR, 'deleteData', 'old_spam', 'unprovable', ['suspended'], ['suspended']),
  decided(14, 5 * 24 * HOUR + 5 * HOUR, 'warn', 'joel', 'unsure', [], null, { lookup: 'cannotTell' }),
  decided(9, 5 * 24 * HOUR + HOUR, 'block', 'wei.zhang', 'refused', [], [], { answerCode: 500, answerWords: 'خطأ داخلي في الخادم' }),
  decided(15, 6 * 24 * HOUR, 'banBlocked', 'miner_77', 'putBack', ['blocked'], ['blocked'], { reason: 'Mines coins in every pipeline', refusal: { kind: 'serverSaysNo' }, steps: [step('first', 'unblock', 'accepted', 201), step('second', 'ban', 'refused', 403, 'You cannot ban active users.'), step('back', 'block', 'confirmed', 201)] }),
  decided(16, 6 * 24 * HOUR + HOUR, 'banDeactivated', 'ein_wirklich_ausserordentlich_langer_name', 'halfway', ['deactivated'], [], { lookup: 'notYet', steps: [step('first', 'activate', 'accepted', 201), step('second', 'ban', 'refused', 500, 'خطأ داخلي في الخادم'), step('back', 'deactivate', 'refused', 403, 'The user you are trying to deactivate has been active in the past 90 days and cannot be deactivated')] }),
  decided(17, 6 * 24 * HOUR + 2 * HOUR, 'note', 'wei.zhang', 'confirmed', [], [], { note: 'Asked twice to rotate the leaked key.\nSecond warning on 3 Sept.', noteBefore: 'Asked to rotate the leaked key.' }),
  decided(18, 6 * 24 * HOUR + 3 * HOUR, 'ban', 'pillgit', 'confirmed', [], ['banned'], { reason: 'Spam in forty issues', steps: [step('note', 'note', 'refused', 403)] }),
  decided(19, 200 * 24 * HOUR, 'reject', '', 'confirmed', ['pending'], null),
]

/** What the journal would have written on the way. */
function receiptsOf(one: DecisionView): ReceiptView[] {
  const erased = one.handle === ''
  const sent: ReceiptView = { number: 7, at: one.decidedAt, status: 'sending', before: one.before, after: null, answerCode: null, answerWords: null, refusal: null, lookup: null, steps: [], erased }
  const { status, after, answerCode, answerWords, refusal, lookup, steps } = one
  return [sent, { ...sent, number: 8, at: one.settledAt, status, after, answerCode, answerWords, refusal, lookup, steps }]
}

/** As the engine narrows it, more or less. */
function fits(one: DecisionView, { account, verbs, statuses, from, before, text }: HistoryFilter): boolean {
  const has = (word: string, ...texts: (string | null)[]) => texts.some((some) => some?.toLowerCase().includes(word.toLowerCase()))
  const at = one.decidedAt ?? 0
  return (account === null || one.account === account || has(account.replace(/^@/, ''), one.handle))
    && (verbs.length === 0 || verbs.includes(one.verb)) && (statuses.length === 0 || statuses.includes(one.status))
    && (from === null || at >= from) && (before === null || at < before)
    && (text ?? '').split(/\s+/).every((word) => has(word, one.handle, one.reason, one.message, one.note, one.answerWords))
}

/** Wraps the fake backend. `more` names what is different this time. */
export function pretendMore(params: URLSearchParams) {
  const more = params.get('more') ?? ''
  // Without a clipboard to read, the pretended token is always the same; only where it is kept differs.
  const token: TokenPlace = more === 'session' ? { kind: 'sessionOnly' } : { kind: 'keychain' }
  const internals = (window as unknown as { __TAURI_INTERNALS__: { invoke: Invoke } }).__TAURI_INTERNALS__
  const inner = internals.invoke
  const wait = (ms: number) => new Promise((settle) => setTimeout(settle, ms))
  const long = more === 'long'

  const answers: Record<string, (args: Args) => unknown> = {
    find_server: async ({ address }) => {
      await wait(more === 'finding' ? 60_000 : 30)
      if (more === 'nowhere') throw problem({ code: 'noSuchServer', host: String(address) })
      if (more === 'neither') throw problem({ code: 'neitherPlatform' }, '<h1>Welcome to nginx!</h1>')
      const found: FoundServer = {
        draft: 'd1', address: long ? 'donaudampfschifffahrtselektrizitaetengesellschaft.example/code' : String(address),
        software: federated, title: long ? 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft' : 'Tree', latencyMs: 84,
        ...offersOf(params),
      }
      return found
    },
    paste_token: async (args) => {
      await wait(more === 'pasting' ? 60_000 : 30)
      if (more === 'badtoken') throw problem({ code: 'tokenNotTaken' }, 'The access token is invalid')
      if (more === 'roleless') throw problem({ code: 'roleMissing', handle: 'kim' })
      const person = (await inner('paste_token', args)) as FoundPerson
      return {
        ...person, token, name: long ? 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerk' : person.name,
        you: {
          ...person.you, role: long ? 'Oberdonaudampfschifffahrtskapitänsmützenabzeichenverleiher' : person.you.role,
          may: more === 'session'
            ? [...person.you.may.slice(0, 2), { ability: 'limit', allowance: { kind: 'notByScope', scope: 'admin:write:accounts' } }, { ability: 'reports', allowance: { kind: 'notByScope', scope: 'admin:write:accounts' } }, ...person.you.may.slice(4)]
            : person.you.may,
        },
      } satisfies FoundPerson
    },
    finish_connecting: async (args) => {
      if (more === 'taken') throw problem({ code: 'numberTaken' })
      return inner('finish_connecting', args)
    },
    start_practice: async (args) => {
      await wait(more === 'practising' ? 60_000 : 200)
      if (more === 'port') throw problem({ code: 'portTaken', port: 4780 })
      return inner('start_practice', args)
    },
    check_connection: async (args) => {
      await wait(84)
      const view = (await inner('check_connection', args)) as ProfileView
      return more === 'down' ? { ...view, connection: { kind: 'offline', since: now, problem: problem({ code: 'timedOut', seconds: 20 }) } } : view
    },
    mark_profile: (args) => {
      if (more === 'taken') throw problem({ code: 'numberTaken' })
      return inner('mark_profile', args)
    },
    renew_token: async (args) => {
      await wait(84)
      if (more === 'badtoken') throw problem({ code: 'notAToken' })
      return inner('renew_token', args)
    },
    desk_state: async () => {
      const state = (await inner('desk_state')) as { profiles: ProfileView[]; keychain: string | null }
      if (more === 'missing') state.profiles = state.profiles.map((view) => ({ ...view, token: view.practice ? view.token : { kind: 'missing', why: 'locked' } }))
      return more === 'session' ? { ...state, keychain: 'absent' } : state
    },
    receipts: ({ decision }) => {
      const one = journal.find(({ id }) => id === decision)
      return one ? receiptsOf(one) : []
    },
    verify_journal: async () => {
      await wait(600)
      return { receipts: more === 'tampered' ? 11 : 2 * journal.length, erased: 2, fault: more === 'tampered' ? { number: 12, trouble: 'changed' } : null } satisfies ChainReport
    },
    history: async ({ profile, filter, cursor }) => {
      if (more === 'unreadable') throw problem({ code: 'storeUnusable', path: '/home/kim/.local/share/bailiwick/p1/journal.db' })
      if (more === 'nothing' || profile !== 'p1') return { rows: [], next: null, total: 0 } satisfies HistoryPage
      const from = Number(cursor ?? 0)
      const settled = journal.filter((one) => !isOpen(one) && fits(one, filter as HistoryFilter))
      return { rows: settled.slice(from, from + 12), next: from + 12 < settled.length ? String(from + 12) : null, total: settled.length } satisfies HistoryPage
    },
    look_again: async ({ decision }) => {
      await wait(400)
      const known = journal.find(({ id }) => id === decision)
      if (more === 'down') throw problem({ code: 'notReachable', host: 'tree.social' })
      return { ...known, status: 'confirmed', after: ['limited'], lookup: 'shows', settledAt: Date.now() }
    },
  }

  internals.invoke = async (name, args, options) => {
    const answer = answers[name]
    return answer ? answer(args ?? {}) : inner(name, args, options)
  }
}
