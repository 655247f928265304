/** A display that a person composes of plots, tables and values: in the URL, by name in this browser, and as a file. */
import { type ChangeEvent, type JSX, type KeyboardEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCatalogue } from '../../archive/archive.ts'
import { TextField } from '../../parts/field.tsx'
import { Segments } from '../../parts/segments.tsx'
import { Empty } from '../../parts/states.tsx'
import { download } from '../../programme/receipt.ts'
import {
  type DisplayFile,
  displayFile,
  forgetDisplay,
  keepDisplay,
  keptDisplays,
  layoutText,
  MOST_OF,
  MOST_TILES,
  moved,
  readLayout,
  TILE_KINDS,
  type Tile,
  type TileKind,
} from './display-layout.ts'
import { TileContent } from './tiles.tsx'

/** Stretches of the past beside what comes in, s. */
const SPANS = { minutes: 600, hour: 3600, hours: 21_600, day: 86_400, all: undefined } as const
type SpanName = keyof typeof SPANS

type DisplayProps = {
  readonly layout: string | undefined
  readonly span: string | undefined
  readonly item: string | undefined
  readonly onChange: (part: {
    layout?: string | undefined
    state?: string | undefined
    item?: string | undefined
  }) => void
}

/** The display. */
export function Display({ layout, span, item, onChange }: DisplayProps): JSX.Element {
  const { t } = useTranslation('operate-watch')
  const tiles = readLayout(layout)
  const chosen = (Object.keys(SPANS) as SpanName[]).find((name) => name === span) ?? 'hour'
  const put = (next: readonly Tile[]) => onChange({ layout: layoutText(next), item: undefined })
  const full = item === undefined ? undefined : tiles[Number(item)]
  return (
    <div className="display">
      <div className="display-bar">
        <Segments<SpanName>
          label={t('display.span')}
          value={chosen}
          options={(Object.keys(SPANS) as SpanName[]).map((value) => ({ value, text: t(`display.spans.${value}`) }))}
          onChange={(next) => onChange({ state: next === 'hour' ? undefined : next })}
        />
        <Kept tiles={tiles} onTiles={put} />
      </div>
      <AddTile full={tiles.length >= MOST_TILES} onAdd={(tile) => put([...tiles, tile])} />
      {tiles.length === 0 && <Empty>{t('display.empty')}</Empty>}
      <div className="display-tiles" data-full={full === undefined ? 'no' : 'yes'}>
        {tiles.map((tile, i) =>
          full !== undefined && full !== tile ? null : (
            <TileBox
              // biome-ignore lint/suspicious/noArrayIndexKey: two tiles may show the same
              key={`${i} ${layoutText([tile])}`}
              tile={tile}
              place={i}
              count={tiles.length}
              full={full === tile}
              span_s={SPANS[chosen]}
              onFull={(on) => onChange({ item: on ? String(i) : undefined })}
              onTile={(next) =>
                put(next === undefined ? tiles.filter((_, k) => k !== i) : tiles.map((o, k) => (k === i ? next : o)))
              }
              onMove={(by) => put(moved(tiles, i, by))}
            />
          ),
        )}
      </div>
    </div>
  )
}

type BoxProps = {
  readonly tile: Tile
  readonly place: number
  readonly count: number
  readonly full: boolean
  readonly span_s: number | undefined
  readonly onFull: (on: boolean) => void
  readonly onTile: (tile: Tile | undefined) => void
  readonly onMove: (by: number) => void
}

/** A tile with its tools; by keyboard F fills the width, arrows with Alt move, Delete removes. */
function TileBox({ tile, place, count, full, span_s, onFull, onTile, onMove }: BoxProps): JSX.Element {
  const { t } = useTranslation('operate-watch')
  const name = t('tile.name', { kind: t(`kind.${tile.kind}`), place: place + 1, count })
  const keys: Readonly<Record<string, () => void>> = {
    f: () => onFull(!full),
    Escape: () => onFull(false),
    Delete: () => onTile(undefined),
    ArrowLeft: () => onMove(-1),
    ArrowRight: () => onMove(1),
  }
  const pressed = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return
    if (event.key.startsWith('Arrow') && !event.altKey) return
    const act = keys[event.key]
    if (act === undefined) return
    event.preventDefault()
    act()
  }
  return (
    <section
      className="tile"
      data-wide={tile.wide ? 'yes' : 'no'}
      data-kind={tile.kind}
      aria-label={name}
      aria-keyshortcuts="F Delete Alt+ArrowLeft Alt+ArrowRight"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: keys act on the tile that has the focus
      tabIndex={0}
      onKeyDown={pressed}
    >
      <div className="tile-tools">
        <span className="quiet">{t(`kind.${tile.kind}`)}</span>
        <button
          type="button"
          aria-label={t('tile.earlier')}
          title={t('tile.earlier')}
          disabled={place === 0}
          onClick={() => onMove(-1)}
        >
          ←
        </button>
        <button
          type="button"
          aria-label={t('tile.later')}
          title={t('tile.later')}
          disabled={place === count - 1}
          onClick={() => onMove(1)}
        >
          →
        </button>
        <button
          type="button"
          aria-label={t('tile.wide')}
          title={t('tile.wide')}
          aria-pressed={tile.wide}
          onClick={() => onTile({ ...tile, wide: !tile.wide })}
        >
          ↔
        </button>
        <button
          type="button"
          aria-label={t('tile.full')}
          title={t('tile.full')}
          aria-pressed={full}
          onClick={() => onFull(!full)}
        >
          ⤢
        </button>
        <button type="button" aria-label={t('tile.remove')} title={t('tile.remove')} onClick={() => onTile(undefined)}>
          ×
        </button>
      </div>
      <TileContent tile={tile} span_s={span_s} />
    </section>
  )
}

function AddTile({ full, onAdd }: { readonly full: boolean; readonly onAdd: (tile: Tile) => void }): JSX.Element {
  const { t } = useTranslation('operate-watch')
  const catalogue = useCatalogue().data
  const [kind, setKind] = useState<TileKind>('plot')
  const [of, setOf] = useState<readonly string[]>([])
  const known = (catalogue?.elements ?? []).flatMap((e) =>
    e.parameters
      .filter((p) => p.reads !== 'never')
      .map((p) => ({ key: `${e.element}/${p.name}`, name: p.name, group: e.name })),
  )
  const groups = Map.groupBy(known, (p) => p.group)
  return (
    <form
      className="display-add"
      onSubmit={(event) => {
        event.preventDefault()
        onAdd({ kind, of: [...of], wide: false })
        setOf([])
      }}
    >
      <Segments<TileKind>
        label={t('display.kind')}
        value={kind}
        options={TILE_KINDS.map((value) => ({ value, text: t(`kind.${value}`) }))}
        onChange={setKind}
      />
      <label className="choice">
        <span>{t('display.parameter')}</span>
        <select
          value=""
          onChange={(event) => {
            const { value } = event.target
            if (value !== '') setOf([...of.filter((k) => k !== value), value].slice(-MOST_OF))
          }}
        >
          <option value="">{t('display.choose')}</option>
          {[...groups].map(([group, list]) => (
            <optgroup key={group} label={group}>
              {list.map((p) => (
                <option key={p.key} value={p.key}>
                  {p.name}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </label>
      {of.map((key) => (
        <button
          key={key}
          type="button"
          className="display-chosen"
          title={t('display.without', { name: key })}
          onClick={() => setOf(of.filter((k) => k !== key))}
        >
          {key} ×
        </button>
      ))}
      <button type="submit" className="button primary" disabled={of.length === 0 || full}>
        {t('display.add')}
      </button>
    </form>
  )
}

/** Displays by name: kept here, opened again, saved to a file and read from one. */
function Kept({
  tiles,
  onTiles,
}: {
  readonly tiles: readonly Tile[]
  readonly onTiles: (tiles: readonly Tile[]) => void
}): JSX.Element {
  const { t } = useTranslation('operate-watch')
  const [kept, setKept] = useState(() => keptDisplays(localStorage))
  const [name, setName] = useState('')
  const [problem, setProblem] = useState<string>()
  const file = (): DisplayFile => ({
    ...{ format: 'magpie-display-1', name: name.trim() || t('display.unnamed') },
    tiles: tiles.map((tile) => ({ ...tile, of: [...tile.of] })),
  })
  const load = async (event: ChangeEvent<HTMLInputElement>) => {
    const given = event.target.files?.[0]
    event.target.value = ''
    if (given === undefined) return
    const read = readDisplay(await given.text())
    if (typeof read === 'string') return setProblem(t('display.wrong', { file: given.name, why: read }))
    setProblem(undefined)
    setName(read.name)
    onTiles(read.tiles)
  }
  return (
    <details className="display-kept">
      <summary>{t('display.kept')}</summary>
      <ul>
        {kept.map((display) => (
          <li key={display.name}>
            <button
              type="button"
              className="button"
              onClick={() => {
                setName(display.name)
                onTiles(display.tiles)
              }}
            >
              {display.name}
            </button>
            <button
              type="button"
              className="button"
              aria-label={t('display.forget', { name: display.name })}
              onClick={() => setKept(forgetDisplay(localStorage, display.name))}
            >
              ×
            </button>
          </li>
        ))}
      </ul>
      <TextField label={t('display.name')} value={name} onChange={setName} />
      <div className="form-buttons">
        <button
          type="button"
          className="button"
          disabled={name.trim() === '' || tiles.length === 0}
          onClick={() => setKept(keepDisplay(localStorage, file()))}
        >
          {t('display.keep')}
        </button>
        <button
          type="button"
          className="button"
          disabled={tiles.length === 0}
          onClick={() => download('display.json', `${JSON.stringify(file(), null, 2)}\n`)}
        >
          {t('display.save')}
        </button>
        <label className="button file-button">
          {t('display.load')}
          <input type="file" accept=".json,application/json" className="visually-hidden" onChange={load} />
        </label>
      </div>
      {problem !== undefined && (
        <p className="form-problem" role="alert">
          {problem}
        </p>
      )}
    </details>
  )
}

function readDisplay(text: string): DisplayFile | string {
  try {
    const read = displayFile.safeParse(JSON.parse(text))
    return read.success ? read.data : read.error.issues.map((i) => `/${i.path.join('/')} ${i.message}`).join('; ')
  } catch (cause) {
    return (cause as Error).message
  }
}
