"use client";
import { CodeBlock } from "../ui/code-block.tsx";
import { Notice } from "../ui/notice.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { SNIPPET_LANGUAGES, type Snippet, type SnippetLanguage } from "./snippets.ts";

const NAMES: Readonly<Record<SnippetLanguage, { tab: string; code: string }>> = {
  curl: { tab: "curl", code: "Shell" },
  node: { tab: "Node", code: "TypeScript" },
  browser: { tab: "Browser", code: "TypeScript" },
};

/** The client is not on a public registry: it is built from the platform's own source, so that both are of one version. */
const INSTALL = [
  "npm run build -w @attune/sdk   # in Attune's folder",
  "npm pack ./packages/sdk/dist",
  "npm install ../attune/attune-sdk-*.tgz   # in your shop's folder",
].join("\n");

interface SnippetTabsProps {
  readonly snippets: Readonly<Record<SnippetLanguage, Snippet>>;
  readonly language: SnippetLanguage;
  readonly onChange: (language: SnippetLanguage) => void;
  readonly secret: boolean;
}

export const SnippetTabs = ({ snippets, language, onChange, secret }: SnippetTabsProps) => (
  <Tabs label="Language" value={language} onChange={onChange} tabs={SNIPPET_LANGUAGES.map((value) => ({ value, label: NAMES[value].tab }))}>
    <div className="space-y-5">
      {language === "browser" && secret && (
        <Notice tone="bad" title="Not with a secret key">
          Everything in a page can be read by its visitors. Choose or make a publishable key for it.
        </Notice>
      )}
      {language !== "curl" && <CodeBlock label="Once: the client" language="Shell" code={INSTALL} />}
      <div className="space-y-2">
        <h2 className="font-semibold text-[14px]">1. Send an event</h2>
        <CodeBlock label="Send an event" language={NAMES[language].code} code={snippets[language].event} />
      </div>
      <div className="space-y-2">
        <h2 className="font-semibold text-[14px]">2. Ask what to show</h2>
        <CodeBlock label="Ask for recommendations" language={NAMES[language].code} code={snippets[language].recommend} />
      </div>
    </div>
  </Tabs>
);
