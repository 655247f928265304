/** The markers' elements over the scene; their places are set a frame at a time. */
import { type JSX, type RefObject, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useSaid } from '../parts/said.tsx'
import type { SceneProps } from './scene-props.ts'

type LayerProps = SceneProps & { readonly markers: RefObject<Map<string, HTMLElement>> }

/** Bodies, site, stations, burns (which take the view to their time) and craft (which can be followed). */
export function MarkerLayer({ scene, viewTime, followed, lookOf, onFollow, markers }: LayerProps): JSX.Element {
  const { t } = useTranslation()
  const said = useSaid()
  const craft = useMemo(() => [...new Set(scene.tracks.map((k) => k.element))], [scene])
  const register = (key: string) => (element: HTMLElement | null) => {
    if (element === null) markers.current.delete(key)
    else markers.current.set(key, element)
  }
  return (
    <div className="markers">
      <span ref={register('earth')} className="marker body" data-shown="no">
        <i />
        <b>{t('scene.earth')}</b>
      </span>
      <span ref={register('moon')} className="marker body" data-shown="no">
        <i />
        <b>{t('scene.moon')}</b>
      </span>
      <span ref={register('site')} className="marker site" data-shown="no">
        <i />
        <b>{t('scene.site')}</b>
      </span>
      {scene.stations.map((s) => (
        <span key={s.id} ref={register(`station ${s.id}`)} className="marker station" data-shown="no">
          <i />
          <b>{s.name}</b>
        </span>
      ))}
      {scene.manoeuvres.map((m, i) => (
        <button
          key={`${m.name} ${m.tdb_s}`}
          ref={register(`burn ${i}`)}
          type="button"
          className="marker burn"
          data-shown="no"
          onClick={() => viewTime.goTo(m.tdb_s)}
        >
          <i />
          <b>{said(m.name)}</b>
        </button>
      ))}
      {craft.map((element) => {
        const { name, colour } = lookOf(element)
        return (
          <button
            key={element}
            ref={register(`craft ${element}`)}
            type="button"
            className="marker craft"
            data-shown="no"
            aria-pressed={element === followed}
            style={{ color: colour }}
            onClick={() => onFollow(element)}
          >
            <i />
            <b>{name}</b>
          </button>
        )
      })}
    </div>
  )
}
