// The page on which a server makes and revokes tokens. Only a connection draft knows it, so one is begun and dropped.
import { commands } from '$lib/backend'

/** Opens it in the browser. Needs the server; rejects with a `DeskError`. */
export async function openTokenPage(address: string): Promise<void> {
  const found = await commands.findServer(address)
  try {
    await commands.openTokenPage(found.draft)
  } finally {
    await commands.cancelConnecting(found.draft)
  }
}
