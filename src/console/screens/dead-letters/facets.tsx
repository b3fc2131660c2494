/** The dead letters by reason, page, type and time: how many of each, and a click narrows the list down. */
import { Button, TextInput, UnstyledButton } from "@mantine/core";
import { useDisclosure, useMediaQuery } from "@mantine/hooks";
import { SlidersHorizontal } from "lucide-react";
import { usePageNames, useSummary } from "../../api/queries.ts";
import type { Filter, Summary } from "../../api/shapes.ts";
import { fromLocalInput, full, localInput } from "../../parts/figures.ts";
import { labelOf } from "../../parts/labels.ts";
import { Loaded } from "../../parts/states.tsx";
import { words } from "../../words.ts";

interface Props {
  readonly filter: Filter;
  readonly onChoose: (filter: Filter) => void;
}

export function Facets(props: Props) {
  const [isOpen, { toggle }] = useDisclosure();
  const isNarrow = useMediaQuery("(max-width: 1020px)");
  const chosen = Object.keys(props.filter).length;
  if (!isNarrow) return <Panel {...props} />;
  return (
    <div>
      <Button
        variant="default"
        leftSection={<SlidersHorizontal size={16} aria-hidden />}
        onClick={toggle}
        aria-expanded={isOpen}
      >
        {words.deadLetters.filters}
        {chosen > 0 && ` (${String(chosen)})`}
      </Button>
      {isOpen && <Panel {...props} />}
    </div>
  );
}

function Panel({ filter, onChoose }: Props) {
  // Under a choice its own facet shows what was chosen alone; taking it back shows the others again.
  const summary = useSummary(filter);
  return (
    <aside className="facets" aria-label={words.deadLetters.filters}>
      {Object.keys(filter).length > 0 && (
        <Button size="compact-sm" variant="light" onClick={() => onChoose({})}>
          {words.deadLetters.clear}
        </Button>
      )}
      <Times filter={filter} onChoose={onChoose} />
      <Loaded query={summary} rows={8}>
        {(data) => <Lists summary={data} filter={filter} onChoose={onChoose} />}
      </Loaded>
    </aside>
  );
}

function Lists({ summary, filter, onChoose }: Props & { readonly summary: Summary }) {
  const names = usePageNames();
  const { facets } = words.deadLetters;
  return (
    <>
      <Facet
        title={facets.reason}
        chosen={filter.reason}
        onChoose={(reason) => onChoose(without(filter, "reason", reason))}
        values={summary.reasons.map((it) => ({
          value: it.reason,
          label: labelOf(it.reason),
          count: it.count,
          title: it.sentence,
        }))}
      />
      <Facet
        title={facets.page}
        chosen={filter.page}
        onChoose={(page) => onChoose(without(filter, "page", page))}
        values={summary.pages.map((it) => ({
          value: it.page,
          label: names.get(it.page) ?? it.page,
          count: it.count,
          title: it.page,
        }))}
        others={summary.otherPages}
      />
      <Facet
        title={facets.type}
        chosen={filter.type}
        onChoose={(type) => onChoose(without(filter, "type", type))}
        values={summary.types.map((it) => ({
          value: it.type,
          label: labelOf(it.type),
          count: it.count,
          title: it.type,
        }))}
        others={summary.otherTypes}
      />
    </>
  );
}

/** The filter with that field as given; without it when it is taken back. */
function without(filter: Filter, field: keyof Filter, value: string | undefined): Filter {
  const { [field]: _before, ...rest } = filter;
  return value === undefined ? rest : { ...rest, [field]: value };
}

interface FacetProps {
  readonly title: string;
  readonly chosen: string | undefined;
  readonly values: readonly {
    readonly value: string;
    readonly label: string;
    readonly count: number;
    readonly title: string;
  }[];
  readonly others?: number;
  readonly onChoose: (value: string | undefined) => void;
}

function Facet({ title, chosen, values, others = 0, onChoose }: FacetProps) {
  const most = Math.max(1, ...values.map((it) => it.count));
  return (
    <section>
      <h3>{title}</h3>
      <ul className="facet">
        {values.map((it) => (
          <li key={it.value}>
            <UnstyledButton
              className="facet-value"
              aria-pressed={it.value === chosen}
              title={it.title}
              onClick={() => onChoose(it.value === chosen ? undefined : it.value)}
            >
              <span
                className="facet-bar"
                aria-hidden
                style={{ width: `${String((it.count / most) * 100)}%` }}
              />
              <bdi className="clip">{it.label}</bdi>
              <span className="facet-count">
                {full(it.count)}
                <span className="visually-hidden"> {words.deadLetters.unit(it.count)}</span>
              </span>
            </UnstyledButton>
          </li>
        ))}
      </ul>
      {others > 0 && <p className="small soft">{words.deadLetters.others(others)}</p>}
    </section>
  );
}

const SPANS = { hour: 3_600_000, day: 86_400_000, week: 7 * 86_400_000 } as const;

function Times({ filter, onChoose }: Props) {
  const { times, facets } = words.deadLetters;
  const since = (ms: number | null): void => {
    const { since: _since, until: _until, ...rest } = filter;
    onChoose(ms === null ? rest : { ...rest, since: new Date(Date.now() - ms).toISOString() });
  };
  const isAny = filter.since === undefined && filter.until === undefined;
  return (
    <section>
      <h3>{facets.time}</h3>
      <div className="row" style={{ gap: 6 }}>
        <Button
          size="compact-sm"
          variant={isAny ? "light" : "default"}
          aria-pressed={isAny}
          onClick={() => since(null)}
        >
          {times.all}
        </Button>
        {(["hour", "day", "week"] as const).map((name) => (
          <Button key={name} size="compact-sm" variant="default" onClick={() => since(SPANS[name])}>
            {times[name]}
          </Button>
        ))}
      </div>
      <div className="facet-times">
        {(["since", "until"] as const).map((name) => (
          <TextInput
            key={name}
            size="xs"
            type="datetime-local"
            label={words.deadLetters[name]}
            value={filter[name] === undefined ? "" : localInput(new Date(filter[name]))}
            onChange={(event) => onChoose(without(filter, name, fromLocalInput(event.currentTarget.value)))}
          />
        ))}
      </div>
    </section>
  );
}
