/** The papers that a letter stands on, and who else would receive money: what eligibility asks about beside the parts. */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { ChoiceField, TextField } from '../parts/field.tsx'
import { RowList } from '../parts/row-list.tsx'
import { NO_PAPER, NO_RECIPIENT, sentIndex, type TypedLetter } from './typed-letter.ts'

type PaperRowsProps = {
  readonly typed: TypedLetter
  readonly at: (field: string) => string | undefined
  readonly put: (part: Partial<TypedLetter>) => void
}

/** Both lists. */
export function PaperRows({ typed, at, put }: PaperRowsProps): JSX.Element {
  const { t } = useTranslation('desk')
  const { papers, recipients } = typed
  return (
    <>
      <RowList
        heading={t('papers.heading')}
        help={t('papers.help')}
        rows={papers}
        empty={NO_PAPER}
        add={t('papers.add')}
        onChange={(next) => put({ papers: next })}
      >
        {(paper, change, i) =>
          (['kind', 'on', 'state', 'title'] as const).map((field) => (
            <TextField
              key={field}
              label={t(`papers.${field}`)}
              type={field === 'on' ? 'date' : 'text'}
              value={paper[field]}
              onChange={(value) => change({ [field]: value })}
              problem={paper.kind === '' ? undefined : at(`/papers/${sentIndex(papers, i)}/${field}`)}
            />
          ))
        }
      </RowList>
      <RowList
        heading={t('recipients.heading')}
        help={t('recipients.help')}
        rows={recipients}
        empty={NO_RECIPIENT}
        add={t('recipients.add')}
        onChange={(next) => put({ recipients: next })}
      >
        {(recipient, change, i) => (
          <>
            {(['name', 'under', 'funders'] as const).map((field) => (
              <TextField
                key={field}
                label={t(`recipients.${field}`)}
                value={recipient[field]}
                onChange={(value) => change({ [field]: value })}
                problem={recipient.name === '' ? undefined : at(`/subRecipients/${sentIndex(recipients, i)}/${field}`)}
              />
            ))}
            <ChoiceField
              label={t('join.kind')}
              value={recipient.mode}
              onChange={(mode) => change({ mode })}
              options={[
                ['', t('join.unsaid')],
                ['bilateral', t('join.bilateral')],
                ['multilateral', t('join.multilateral')],
                ['none', t('recipients.apart')],
              ]}
            />
          </>
        )}
      </RowList>
    </>
  )
}
