// The machine a window is tested on: a screen, folders, a session bus with or without a keychain, a WebDriver, practice servers.
// Each test has its own, and nothing of it is left afterwards.

import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, openSync, closeSync, rmSync, writeFileSync, existsSync } from 'node:fs'
import { createServer, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
export const built = join(resolve(root, process.env.CARGO_TARGET_DIR ?? 'target'), 'debug')
export const pictures = join(root, 'target/desk')

const children = new Set()

/** Starts a program in a process group of its own, with what it prints going to a file. Ends with this process at the latest. */
function start(program, args, { env, log, stdio } = {}) {
  const out = log ? openSync(log, 'a') : 'ignore'
  const child = spawn(program, args, { env, detached: true, stdio: stdio ?? ['ignore', out, out] })
  if (typeof out === 'number') closeSync(out)
  child.ended = new Promise((settle) => {
    child.once('error', (error) => settle(error.message))
    child.once('exit', (code, signal) => settle(signal ?? code))
  }).then((how) => {
    children.delete(child)
    child.how = how
    return how
  })
  children.add(child)
  return child
}

/** Ends a program that `start` started, with everything that it started. */
export async function end(child, signal = 'SIGKILL') {
  if (!child || child.how !== undefined || child.pid === undefined) return
  try {
    process.kill(-child.pid, signal)
  } catch (error) {
    if (error.code !== 'ESRCH') throw error
  }
  await child.ended
}

process.on('exit', () => {
  for (const child of children) {
    try {
      process.kill(-child.pid, 'SIGKILL')
    } catch {
      // It had ended by itself.
    }
  }
})
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1))

// Ports are dealt below those that the system hands out by itself, and each process has its own dozen: a port that was found free
// can't be taken by another test's WebDriver, or by somebody's outgoing connection, before its own program listens there.
const dozen = 20_000 + (process.pid % 1_000) * 12
let dealt = 0

/** A free port on loopback, one that was not dealt lately. */
export async function freePort() {
  for (let tries = 0; tries < 12; tries++) {
    const port = dozen + (dealt++ % 12)
    const free = await new Promise((settle) => {
      const server = createServer().once('error', () => settle(false))
      server.listen(port, '127.0.0.1', () => server.close(() => settle(true)))
    })
    if (free) return port
  }
  throw new Error(`no port from ${dozen} to ${dozen + 11} is free`)
}

/** Waits until somebody listens at a port, or the program that should has ended. */
export async function listening(port, child, what) {
  for (const until = Date.now() + 20_000; ; ) {
    if (child?.how !== undefined) throw new Error(`${what} ended before it listened (${child.how})`)
    const open = await new Promise((settle) => {
      const socket = connect(port, '127.0.0.1', () => settle(true)).once('error', () => settle(false))
      socket.once('connect', () => socket.end())
    })
    if (open) return
    if (Date.now() > until) throw new Error(`${what} doesn't listen at port ${port}`)
    await new Promise((settle) => setTimeout(settle, 20))
  }
}

let screen

/** The screen of this process, large enough for a 4K window. Xvfb picks a free number and says which. */
export function display() {
  screen ??= new Promise((settle, fail) => {
    const xvfb = start('Xvfb', ['-displayfd', '3', '-screen', '0', '3840x2160x24', '-nolisten', 'tcp', '-noreset'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    })
    let number = ''
    xvfb.stdio[3].on('data', (bytes) => {
      number += bytes
      if (!number.endsWith('\n')) return
      xvfb.unref()
      xvfb.stdio[3].destroy()
      settle(`:${number.trim()}`)
    })
    xvfb.ended.then((how) => fail(new Error(`Xvfb didn't start (${how}); make setup-test installs it`)))
  })
  return screen
}

/** Most tests are about what the server has to say: what they decide leaves as soon as it may. */
const SHORT = { reversible: 0, irreversible: 15_000 }

/**
 * The folders of one computer. `holds` are those of the preferences, null is what everybody begins with. `theme` is light or dark, `scale` enlarges as a desktop's setting for small screens does,
 * `language` is the system's ("C" reads as American English everywhere; other locales have to be installed).
 */
export class Machine {
  constructor({ name, theme = 'light', scale = 1, keychain = false, language = 'C', holds = SHORT }) {
    this.home = mkdtempSync(join(tmpdir(), 'bailiwick-desk-'))
    Object.assign(this, { theme, scale, keychain, language })
    mkdirSync(pictures, { recursive: true })
    this.log = join(pictures, `${name}.log`)
    rmSync(this.log, { force: true })
    for (const folder of ['config/gtk-3.0', 'share', 'cache', 'state', 'data']) mkdirSync(join(this.home, folder), { recursive: true })
    mkdirSync(join(this.home, 'run'), { mode: 0o700 })
    if (holds) writeFileSync(join(this.home, 'data/preferences.json'), JSON.stringify({ preferences: { holds } }))
    // Without motion, pictures are the same each time.
    writeFileSync(join(this.home, 'config/gtk-3.0/settings.ini'), '[Settings]\ngtk-enable-animations=0\ngtk-font-name=DejaVu Sans 10\n')
  }

  async environment(extra = {}) {
    const { PATH, CARGO_TARGET_DIR, RUST_BACKTRACE } = process.env
    return {
      PATH,
      ...(CARGO_TARGET_DIR && { CARGO_TARGET_DIR }),
      ...(RUST_BACKTRACE && { RUST_BACKTRACE }),
      DISPLAY: await display(),
      HOME: this.home,
      XDG_CONFIG_HOME: join(this.home, 'config'),
      XDG_DATA_HOME: join(this.home, 'share'),
      XDG_CACHE_HOME: join(this.home, 'cache'),
      XDG_STATE_HOME: join(this.home, 'state'),
      XDG_RUNTIME_DIR: join(this.home, 'run'),
      BAILIWICK_DATA: join(this.home, 'data'),
      DBUS_SESSION_BUS_ADDRESS: `unix:path=${join(this.home, 'no-bus')}`,
      GDK_BACKEND: 'x11',
      GDK_SCALE: String(this.scale),
      GSETTINGS_BACKEND: 'memory',
      NO_AT_BRIDGE: '1',
      GTK_THEME: this.theme === 'dark' ? 'Adwaita:dark' : 'Adwaita',
      LANG: this.language,
      TZ: 'UTC',
      ...extra,
    }
  }

  /** Starts a WebDriver whose windows live on this machine, and gives its address. */
  async driver(extra) {
    const port = await freePort()
    const env = await this.environment({ TAURI_WEBVIEW_AUTOMATION: 'true', ...extra })
    const serve = ['WebKitWebDriver', `--port=${port}`]
    const [program, ...args] = this.keychain ? [...this.#withKeychain(), ...serve] : serve
    this.webdriver = start(program, args, { env, log: this.log })
    await listening(port, this.webdriver, 'WebKitWebDriver')
    return `http://127.0.0.1:${port}`
  }

  /** What to put before a command so that it has a session bus with an unlocked keychain. Nothing else is on that bus, and nothing else starts on it. */
  #withKeychain() {
    const bus = join(this.home, 'bus.conf')
    writeFileSync(
      bus,
      `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir=${join(this.home, 'run')}</listen>
  <policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>
`,
    )
    const unlock = 'printf desk | gnome-keyring-daemon --unlock --components=secrets >/dev/null && exec "$@"'
    return ['dbus-run-session', `--config-file=${bus}`, '--', 'sh', '-c', unlock, 'sh']
  }

  /** Puts text on the clipboard, as somebody who copies a token does. */
  async copy(text) {
    const env = await this.environment()
    const { status } = spawnSync('xclip', ['-selection', 'clipboard', '-in'], { env, input: text, stdio: ['pipe', 'ignore', 'ignore'] })
    if (status !== 0) throw new Error('xclip could not fill the clipboard')
    // The program that keeps it goes on alone, and may have told the screen a moment after this one ended.
    for (const until = Date.now() + 5_000; (await this.pasted()) !== text; ) if (Date.now() > until) throw new Error('the clipboard stayed empty')
  }

  /** What is on the clipboard; nothing where it is empty. */
  async pasted() {
    const env = await this.environment()
    return spawnSync('xclip', ['-selection', 'clipboard', '-out'], { env, encoding: 'utf8' }).stdout
  }

  /** Ends the WebDriver and all its windows; the folders stay. */
  async stop() {
    await end(this.webdriver)
  }

  async close() {
    await this.stop()
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Runs a program of ours for a test, and waits until it listens. */
export async function serve(program, args, ports, log) {
  const path = join(built, program)
  if (!existsSync(path)) throw new Error(`${path} isn't there: make build`)
  const child = start(path, args, { env: process.env, log })
  for (const port of ports) await listening(port, child, program)
  return child
}
