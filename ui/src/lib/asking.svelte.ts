// One thing that a control asks for: whether it is under way, and what to say beside the control when it failed.
import { problemOf, type Problem } from './backend'

export class Asking {
  busy = $state(false)
  problem = $state.raw<Problem | null>(null)

  /** Asks, unless it is under way already. Undefined when it failed or was not asked. */
  async run<T>(act: () => Promise<T>): Promise<T | undefined> {
    if (this.busy) return undefined
    this.busy = true
    this.problem = null
    try {
      return await act()
    } catch (thrown) {
      this.problem = problemOf(thrown)
      return undefined
    } finally {
      this.busy = false
    }
  }
}
