/** Chooses one page out of thousands, by name or number. */
import { Select, type SelectProps } from "@mantine/core";
import { usePageNames } from "../api/queries.ts";
import { words } from "../words.ts";

interface Props extends Pick<SelectProps, "error"> {
  readonly value: string | null;
  readonly onChange: (page: string | null) => void;
}

/** More is not looked through: one types on. */
const MOST_SHOWN = 50;

export function PagePicker({ value, onChange, ...others }: Props) {
  const names = usePageNames();
  const known = [...names].map(([id, name]) => ({ value: id, label: `${name} · ${id}` }));
  // A page that is gone meanwhile still stands in an old link.
  const data = value === null || names.has(value) ? known : [...known, { value, label: value }];
  return (
    <Select
      label={words.compose.page}
      placeholder={words.pages.search}
      data={data}
      value={value}
      onChange={onChange}
      searchable
      limit={MOST_SHOWN}
      nothingFoundMessage={words.pages.noneFit}
      comboboxProps={{ shadow: "md" }}
      {...others}
    />
  );
}
