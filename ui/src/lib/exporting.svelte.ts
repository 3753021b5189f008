// Lists that are being written into files, as the engine tells of them: in this session, newest last.

import { commands } from './backend'
import type { ExportQuery, ExportView, HistoryExport, ProfileId } from './backend'
import { whenEmptied } from './emptying'

export class Exporting {
  /** Those that run, and those that ended and were not put away yet. */
  files = $state.raw<ExportView[]>([])
  /** Put away, or stopped by the person: what is still told of them is not drawn. */
  #gone: number[] = []
  /** Counts how often everything was cleared: what was begun before is not drawn by its answer. */
  #turn = 0

  /** Begins to write a list; without a profile, the one over all instances. */
  async start(profile: ProfileId | null, query: ExportQuery): Promise<void> {
    await this.#begin(() => commands.startExport(profile, query))
  }

  /** Begins to write the history of an instance. */
  async startHistory(profile: ProfileId, query: HistoryExport): Promise<void> {
    await this.#begin(() => commands.startHistoryExport(profile, query))
  }

  async #begin(start: () => Promise<ExportView>): Promise<void> {
    const turn = this.#turn
    const told = await start()
    if (turn === this.#turn) this.hear(told)
  }

  /** The names of files name instances. What runs is drawn again when it is next told of. */
  clear() {
    this.#turn++
    this.files = []
  }

  /** Takes over how far one is, from a command or an event, whichever comes first. */
  hear(told: ExportView) {
    if (this.#gone.includes(told.id)) return
    const at = this.files.findIndex(({ id }) => id === told.id)
    const known = this.files[at]
    // An ended one doesn't begin again, and none goes back: the answer to its start may come after its first news.
    if (known && (known.state.kind !== 'running' || (told.state.kind === 'running' && told.rows < known.rows))) return
    if (told.state.kind === 'stopped') this.putAway(told.id)
    else this.files = at < 0 ? [...this.files, told] : this.files.with(at, told)
  }

  /** Stops writing one: the engine deletes what there is of the file, and its line leaves when that is told. */
  async stop(id: number): Promise<null> {
    return await commands.stopExport(id)
  }

  /** Its line leaves; a file that is there stays. */
  putAway(id: number) {
    this.#gone = [...this.#gone, id]
    this.files = this.files.filter((file) => file.id !== id)
  }
}

export const exporting = new Exporting()
whenEmptied(() => exporting.clear())
