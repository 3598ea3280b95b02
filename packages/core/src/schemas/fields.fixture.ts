import fc from "fast-check";
import { checkFields } from "./check-fields.ts";
import { exampleValue } from "./example-properties.ts";
import { FIELD_TYPES, type Field, type FieldType, PERSONAL_TREATMENTS } from "./schema.ts";

const NAMES = ["a", "b", "c", "d", "e"];
const SYMBOLS = ["RED", "GREEN", "BLUE"];

export function field(name: string, type: FieldType, changes: Partial<Field> = {}): Field {
  return { name, type, required: true, ...(type === "enum" ? { symbols: SYMBOLS } : {}), ...changes };
}

const anyField: fc.Arbitrary<Field> = fc
  .record({
    name: fc.constantFrom(...NAMES),
    type: fc.constantFrom(...FIELD_TYPES),
    required: fc.boolean(),
    withDefault: fc.boolean(),
    symbols: fc.subarray(SYMBOLS, { minLength: 1 }),
    personal: fc.option(fc.constantFrom(...PERSONAL_TREATMENTS), { nil: undefined }),
  })
  .map(({ name, type, required, withDefault, symbols, personal }) => {
    const bare: Field = { name, type, required, ...(type === "enum" ? { symbols } : {}), ...(personal === undefined ? {} : { personal }) };
    return withDefault && required ? { ...bare, default: exampleValue(bare) as NonNullable<Field["default"]> } : bare;
  });

/** Lists of up to five fields that can be published, of few names and types, so that two of them often meet. */
export const anyFields = fc
  .uniqueArray(anyField, { maxLength: 5, selector: ({ name }) => name })
  .filter((fields) => checkFields(fields).length === 0);
