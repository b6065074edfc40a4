/**
 * The only door to the component library: a page names the elements it uses, and gets them registered.
 * Another library can take over here; pages know element names and the helpers below, nothing of the library.
 */
import {
  provideVSCodeDesignSystem,
  vsCodeBadge,
  vsCodeButton,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeProgressRing,
  vsCodeTextArea,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';

/** Defines the `vscode-…` elements. Call once, before the first one is made. */
export function registerElements(): void {
  provideVSCodeDesignSystem().register(
    vsCodeBadge(),
    vsCodeButton(),
    vsCodeDropdown(),
    vsCodeOption(),
    vsCodeProgressRing(),
    vsCodeTextArea(),
    vsCodeTextField(),
  );
}

/** `primary`: the one thing that people came for. */
export type ButtonKind = 'primary' | 'secondary';

/** A button with a label. */
export function button(id: string, label: string, kind: ButtonKind, onClick: () => void): HTMLElement {
  const element = document.createElement('vscode-button');
  element.id = id;
  element.textContent = label;
  setKind(element, kind);
  element.addEventListener('click', onClick);
  return element;
}

export function setKind(element: HTMLElement, kind: ButtonKind): void {
  element.setAttribute('appearance', kind);
}

/** Enables or disables an element of the library. */
export function setDisabled(element: HTMLElement, disabled: boolean): void {
  element.toggleAttribute('disabled', disabled);
}

/** An input of the library: its element, and its text as a person left it. */
export type TextInput = HTMLElement & { value: string };

/** A labelled box for several lines. */
export function textArea(id: string, label: string, nRows: number): TextInput {
  const element = document.createElement('vscode-text-area');
  element.setAttribute('rows', String(nRows));
  return labelled(element, id, label);
}

/** A labelled box for one line. */
export function textField(id: string, label: string): TextInput {
  return labelled(document.createElement('vscode-text-field'), id, label);
}

function labelled(element: HTMLElement, id: string, label: string): TextInput {
  element.id = id;
  element.textContent = label; // the elements' default slot is their label
  return Object.assign(element, { value: '' });
}

export type Choice = { value: string; label: string };

/** A drop-down list. `label` is what screen readers say; a page shows its own. */
export function dropdown(
  id: string,
  label: string,
  onChoose: (value: string) => void,
): { element: HTMLElement; setChoices(choices: Choice[], chosen: string | null): void } {
  const element = Object.assign(document.createElement('vscode-dropdown'), { value: '' });
  element.id = id;
  element.setAttribute('aria-label', label);
  element.addEventListener('change', () => onChoose(element.value));
  let shown = '';
  return {
    element,
    setChoices: (choices, chosen) => {
      const next = JSON.stringify(choices);
      if (next !== shown) {
        shown = next;
        element.replaceChildren(
          ...choices.map((choice) => {
            const option = document.createElement('vscode-option');
            option.setAttribute('value', choice.value);
            option.textContent = choice.label;
            return option;
          }),
        );
      }
      if (chosen !== null && element.value !== chosen) element.value = chosen;
    },
  };
}
