// What a panel needs to know of the decision that it asks for: the features' own classes are more than that.

import type { ActionOffer, DecisionView, ProfileView } from '$lib/backend'

/** Enter and clicks count only so long after the panel has opened: what opened it must not send it. */
export const SETTLE = 400

export type Phase = 'choosing' | 'sending' | 'settled' | 'changed'

export interface Decides {
  readonly profile: ProfileView
  readonly offer: ActionOffer
  readonly phase: Phase
  /** What it became. */
  readonly decision: DecisionView | null
  /** Open for longer than `SETTLE`. */
  readonly settled: boolean
  /** Its outcome is shown where it was decided. */
  watched: boolean
  /** Sends it. Returns the decision, once something came of it. */
  send: () => Promise<DecisionView | null>
}
