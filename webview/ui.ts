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

/** A button with a label. `kind`: `primary` for the one thing that people came for. */
export function button(id: string, label: string, kind: 'primary' | 'secondary', onClick: () => void): HTMLElement {
  const element = document.createElement('vscode-button');
  element.id = id;
  element.textContent = label;
  element.setAttribute('appearance', kind);
  element.addEventListener('click', onClick);
  return element;
}

/** Enables or disables an element of the library. */
export function setDisabled(element: HTMLElement, disabled: boolean): void {
  element.toggleAttribute('disabled', disabled);
}
