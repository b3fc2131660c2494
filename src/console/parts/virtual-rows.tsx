/**
 * A table of any length, of which only what is seen is on the page.
 *
 * Rows are of one height, so place and number follow from each other without measuring. Browsers hold an element to
 * some 17 to 33 million pixels: beyond `TALLEST` the scroll bar stands for more rows than it has pixels, and the row at
 * the top follows from its place between the ends.
 */
import {
  useCallback,
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
} from "react";
import "./virtual-rows.css";

const TALLEST = 12_000_000;
const SPARE_ROWS = 6;

export interface Range {
  readonly first: number;
  /** Exclusive. */
  readonly end: number;
}

interface Props {
  readonly label: string;
  readonly count: number;
  readonly rowHeight: number;
  readonly header: ReactNode;
  /** The cells of a row. */
  readonly row: (index: number) => ReactNode;
  readonly isSelected?: (index: number) => boolean;
  readonly onOpen?: (index: number) => void;
  readonly onSelect?: (index: number) => void;
  readonly onRange?: (range: Range) => void;
  /** Changes when the rows are others: then it begins at the top again. */
  readonly reset?: string;
  readonly className?: string;
}

export function VirtualRows(props: Props) {
  const {
    label,
    count,
    rowHeight,
    header,
    row,
    isSelected,
    onOpen,
    onSelect,
    onRange,
    reset,
    className = "",
  } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });
  const [active, setActive] = useState(0);
  const wanted = count * rowHeight;
  const height = Math.min(wanted, TALLEST);
  const most = Math.max(1, height - view.height);
  /** The pixel, of all that the rows would fill, at the top of what is seen. */
  const offset = wanted <= TALLEST ? view.top : (view.top / most) * (wanted - view.height);
  const first = Math.max(0, Math.floor(offset / rowHeight) - SPARE_ROWS);
  const end = Math.min(count, Math.ceil((offset + view.height) / rowHeight) + SPARE_ROWS);
  const lift = view.top - offset;

  const tellRange = useEffectEvent((range: Range) => onRange?.(range));
  useEffect(() => tellRange({ first, end }), [first, end, count]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const look = (): void => setView({ top: element.scrollTop, height: element.clientHeight });
    look();
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, []);

  useEffect(() => {
    scroller.current?.scrollTo(0, 0);
    setActive(0);
  }, [reset]);

  const bring = useCallback(
    (index: number) => {
      const element = scroller.current;
      if (element === null) return;
      const at = index * rowHeight;
      const factor = wanted <= TALLEST ? 1 : most / (wanted - view.height);
      if (at < offset) element.scrollTo(0, at * factor);
      else if (at + rowHeight > offset + view.height - HEADER)
        element.scrollTo(0, (at + rowHeight - view.height + HEADER) * factor);
    },
    [rowHeight, wanted, most, view.height, offset],
  );

  function onKeyDown(event: KeyboardEvent): void {
    if (event.target !== event.currentTarget) return;
    const page = Math.max(1, Math.floor(view.height / rowHeight) - 1);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      j: active + 1,
      k: active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: count - 1,
    };
    const step = steps[event.key];
    if (step !== undefined) {
      const next = Math.max(0, Math.min(count - 1, step));
      setActive(next);
      bring(next);
    } else if (event.key === "Enter") onOpen?.(active);
    else if (event.key === "x" || event.key === " ") onSelect?.(active);
    else return;
    event.preventDefault();
  }

  const rows = [];
  for (let index = first; index < end; index += 1) {
    rows.push(
      <div
        key={index}
        role="row"
        aria-rowindex={index + 2}
        aria-selected={isSelected === undefined ? undefined : isSelected(index)}
        data-active={index === active || undefined}
        id={`row-${String(index)}`}
        className="v-row"
        style={{ height: rowHeight, transform: `translateY(${String(index * rowHeight + lift)}px)` }}
        onClick={(event) => {
          setActive(index);
          if (!isOnControl(event.target)) onOpen?.(index);
        }}
      >
        {row(index)}
      </div>,
    );
  }

  return (
    <div
      ref={scroller}
      className={`v-table ${className}`}
      role="grid"
      aria-label={label}
      aria-rowcount={count + 1}
      aria-multiselectable={isSelected === undefined ? undefined : true}
      aria-activedescendant={active >= first && active < end ? `row-${String(active)}` : undefined}
      tabIndex={0}
      // As high as its rows where they are few; one pixel more than they are, so that none of them needs a scroll bar.
      style={{ height: `min(${String(height + HEADER + 1)}px, ${ROOM})` }}
      onKeyDown={onKeyDown}
      data-clickable={onOpen !== undefined || undefined}
    >
      <div className="v-head" role="row" aria-rowindex={1}>
        {header}
      </div>
      <div role="rowgroup" style={{ height, position: "relative" }}>
        {rows}
      </div>
    </div>
  );
}

const HEADER = 38;
/** What a screen has for a table: what is above it left out, and never less than a few rows. */
const ROOM = "clamp(320px, calc(100dvh - 250px), 1100px)";

function isOnControl(target: EventTarget): boolean {
  return target instanceof Element && target.closest("button, a, input, label") !== null;
}
