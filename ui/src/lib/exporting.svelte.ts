// Lists that are being written into files, as the engine tells of them: in this session, newest last.

import { commands } from './backend'
import type { ExportQuery, ExportView, ProfileId } from './backend'

export class Exporting {
  /** Those that run, and those that ended and were not put away yet. */
  files = $state.raw<ExportView[]>([])
  /** Put away, or stopped by the person: what is still told of them is not drawn. */
  #gone: number[] = []

  /** Begins to write a list; without a profile, the one over all instances. */
  async start(profile: ProfileId | null, query: ExportQuery): Promise<void> {
    this.hear(await commands.startExport(profile, query))
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
