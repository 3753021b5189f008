// What one looks at, on one instance or over all of them: kept while one looks at something else.

import type {
  AccountId, Origin, Place, ProfileId, ReportCategory, ReportHands, ReportId, ReportState, Sort, StateFilter,
} from './backend'

export type PlaceName = 'queue' | 'accounts' | 'reports' | 'outbox' | 'history'

/** What stands in a search box: the text, and the chips beside it. */
export interface Box {
  typed: string
  state: StateFilter | null
  origin: Origin | null
}

export const NO_BOX: Readonly<Box> = { typed: '', state: null, origin: null }

/** Somebody whom the reports are filtered by: the name is for the chip, the id for the server. */
export interface Named {
  id: AccountId
  handle: string
}

/** What is looked for among the reports. */
export interface ReportBox {
  state: ReportState
  hands: ReportHands
  category: ReportCategory | null
  origin: Origin | null
  /** Only reports about this account. */
  about: Named | null
  /** Only reports made by this account. */
  by: Named | null
}

export const NO_REPORT_BOX: Readonly<ReportBox> = { state: 'open', hands: 'any', category: null, origin: null, about: null, by: null }

/** What one looks at on one instance: kept while one looks at another. */
export class View {
  place = $state<PlaceName>('queue')
  /** The search box of each list. */
  boxes = $state<Record<Place, Box>>({ queue: { ...NO_BOX }, accounts: { ...NO_BOX } })
  /** Typing went on from one list to the other: the cursor belongs into the search box there. */
  typing = false
  /** Counts how often a search box was written into from elsewhere: the list that shows it is drawn anew then. */
  asked = $state(0)
  /** What the reports are filtered by. */
  reports = $state<ReportBox>({ ...NO_REPORT_BOX })
  /** Beside the list of reports stands the report, or the account that it is about. */
  reportSide = $state<'report' | 'account'>('report')
  /** The account on screen in each place; among the reports, the report. */
  selected = $state<Record<PlaceName, AccountId | ReportId | null>>({ queue: null, accounts: null, reports: null, outbox: null, history: null })
}

/** An account, and the instance whose it is. */
export interface Somewhere {
  profile: ProfileId
  account: AccountId
}

/** What one looks at over all instances. */
export class AllView {
  place = $state<Place>('accounts')
  boxes = $state<Record<Place, Box>>({ queue: { ...NO_BOX }, accounts: { ...NO_BOX } })
  /** Typing went on from one list to the other. */
  typing = false
  /** The order of the accounts; the queue has its own. */
  sort = $state.raw<Sort>({ by: 'joined', descending: true })
  /** The account on screen in each place. */
  selected = $state<Record<Place, Somewhere | null>>({ queue: null, accounts: null })
}
