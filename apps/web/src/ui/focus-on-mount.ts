/** A ref for the one control of a panel that the reader has just opened: focus goes where they asked to be. */
export const focusOnMount = (element: HTMLElement | null): void => element?.focus();
