"use client";
import { createParser, useQueryState } from "nuqs";

const ALIAS = /^[\w-]{22}$/;

/** A person's alias; anything else in the URL counts as nobody. */
const parseAsAlias = createParser({ parse: (text) => (ALIAS.test(text) ? text : null), serialize: (alias: string) => alias });

/** Who is looked at: in the URL by alias, so that it can be shared and says nothing about anybody. */
export const usePerson = () => useQueryState("person", parseAsAlias.withOptions({ history: "push" }));
