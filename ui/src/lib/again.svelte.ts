// A decision is taken up once more, where it was decided: to change it before it leaves, or to reverse it afterwards. Both
// open the panel over the account, or the report, as it is now.

import type { AccountId, DecisionView, ProfileId, ReportId } from './backend'
import { isAboutReport } from './decisions'
import { desk, type PlaceName } from './desk.svelte'
import { whenEmptied } from './emptying'

export interface Again {
  kind: 'change' | 'reverse'
  decision: DecisionView
  /** Where somebody asked for it. */
  from: PlaceName
}

/** Which report it was decided beside; none: it is about the account. */
const reportOf = (decision: DecisionView): ReportId | null => (isAboutReport(decision) ? decision.report : null)

/** Where it was decided: beside the report, or the account. Says whether one may go there now. */
export function openSubject(decision: DecisionView): boolean {
  const report = reportOf(decision)
  return report === null ? desk.openAccount(decision.profile, decision.account) : desk.openReport(decision.profile, report)
}

class Wanted {
  #again = $state.raw<Again | null>(null)

  /** Goes to where it was decided, whose place opens the panel as soon as it is on screen. */
  decide(kind: Again['kind'], decision: DecisionView) {
    const from = desk.place
    if (openSubject(decision)) this.#again = { kind, decision, from }
  }

  clear() {
    this.#again = null
  }

  /** What is wanted of the account that is on screen. It is told once. */
  ofAccount(profile: ProfileId, account: AccountId): Again | null {
    return this.#of((decision) => reportOf(decision) === null && decision.profile === profile && decision.account === account)
  }

  /** The same of a report. */
  ofReport(profile: ProfileId, report: ReportId): Again | null {
    return this.#of((decision) => reportOf(decision) === report && decision.profile === profile)
  }

  #of(mine: (decision: DecisionView) => boolean): Again | null {
    const again = this.#again
    if (!again || !mine(again.decision)) return null
    this.#again = null
    return again
  }
}

export const wanted = new Wanted()
whenEmptied(() => wanted.clear())
