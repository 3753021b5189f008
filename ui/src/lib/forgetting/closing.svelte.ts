// The page after something was forgotten. It outlives the instance, the dialog it began in, and the desk itself; only a lock
// takes it away, because it names whom it was about.

import type { Forgotten, Problem } from '../backend'
import { whenEmptied } from '../emptying'

export interface Pages {
  forgotten: readonly Forgotten[]
  /** Files of the person's own that stay readable. */
  backups: readonly string[]
  everything: boolean
  /** What kept a part of it from going. */
  problem?: Problem | null
}

class Closing {
  pages = $state.raw<Pages | null>(null)

  show(pages: Pages) {
    this.pages = pages
  }

  close() {
    this.pages = null
  }
}

export const closing = new Closing()
whenEmptied(() => closing.close())
