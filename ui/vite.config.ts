import { fileURLToPath } from 'node:url'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [svelte()],
  resolve: {
    alias: { $lib: fileURLToPath(new URL('src/lib', import.meta.url)) },
    // Without this Vitest takes Svelte's server build, on which no component mounts.
    ...(process.env.VITEST ? { conditions: ['browser'] } : {}),
  },
  clearScreen: false,
  server: { port: 1420, strictPort: true },
  build: {
    // WebKitGTK 2.40 and later, WebView2 and macOS 13 all know these.
    target: ['es2022', 'safari16.4'],
    // The content security policy takes fonts and pictures from our own files only.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1000,
  },
  // All processors, and threads, which begin sooner than processes: most of the time goes into loading.
  test: { environment: 'jsdom', include: ['src/**/*.test.ts'], pool: 'threads', maxWorkers: '100%' },
})
