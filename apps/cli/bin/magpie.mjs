#!/usr/bin/env node
/** Starts `magpie` with the Node that the project brings, so that any recent Node can start it. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import module from 'node:module'
import { fileURLToPath } from 'node:url'

const main = new URL('../src/main.ts', import.meta.url)
if (Number(process.versions.node.split('.')[0]) >= 24) {
  // Sources are compiled once and kept: a later start takes a third less. Where nothing can be written nothing is kept.
  module.enableCompileCache(fileURLToPath(new URL('../../../node_modules/.cache/magpie-compiled', import.meta.url)))
  await import(main.href)
} else {
  const node = ['bin/node', 'bin/node.exe']
    .map((path) => fileURLToPath(new URL(`../../../node_modules/node/${path}`, import.meta.url)))
    .find((path) => existsSync(path))
  if (node === undefined) {
    console.error(`magpie needs Node 24 and runs on ${process.version}: run "npm ci" in the project, which brings it.`)
    process.exit(1)
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 128 + 15)))
}
