/**
 * The playground's truth, without an editor: the runs to choose from, the question and both answers as they grow.
 * The page is told everything when it asks, and then what changes.
 */
import { UserError } from '../common/errors.ts';
import type { Disposable } from '../common/lifetime.ts';
import type { ModelRef } from '../inference/answer.ts';
import type { InferenceClient } from '../processes/inferenceClient.ts';
import {
  PLAYGROUND_PROTOCOL_VERSION,
  SIDES,
  type FromPlayground,
  type Pane,
  type PlaygroundView,
  type RunChoice,
  type Side,
  type ToPlayground,
} from '../protocol/playground.ts';
import { runModels } from '../runs/runModels.ts';

export type PlaygroundSources = {
  client: Pick<InferenceClient, 'generate'>;
  /** Runs that can be asked, newest first. */
  runs: () => Promise<RunChoice[]>;
  /** What answers on the base's side while there is no run. */
  defaultBase: () => { ref: ModelRef; name: string };
  send: (message: ToPlayground) => void;
};

export type PlaygroundSession = Disposable & {
  /** Reads the runs anew; `run` is chosen if it can be. Without a choice the newest is. */
  refresh(run?: string): Promise<void>;
  receive(message: Exclude<FromPlayground, { type: 'fineTune' }>): Promise<void>;
};

const EMPTY: Pane = { state: 'empty', model: null, text: '', nTokens: 0, answer: null, problem: null };

export function createPlaygroundSession({ client, runs, defaultBase, send }: PlaygroundSources): PlaygroundSession {
  let view: PlaygroundView = { runs: [], run: null, question: null, panes: { base: EMPTY, tuned: EMPTY } };
  /** The run that a person chose; without one, the newest is shown. */
  let wanted: string | undefined;
  let asking: AbortController | undefined;

  const sendAll = (): void => send({ type: 'snapshot', version: PLAYGROUND_PROTOCOL_VERSION, view });

  const setPane = (side: Side, pane: Pane): void => {
    view = { ...view, panes: { ...view.panes, [side]: pane } };
    send({ type: 'pane', side, pane });
  };

  const refresh = async (run?: string): Promise<void> => {
    const found = await runs();
    wanted = run ?? wanted;
    // Answers under way belong to the run that they were asked of.
    if (asking !== undefined) return;
    const chosen = found.find(({ folder }) => folder === wanted) ?? found[0];
    const isSame = (chosen?.folder ?? null) === view.run;
    const names: Record<Side, string | null> = {
      base: chosen?.base ?? defaultBase().name,
      tuned: chosen?.name ?? null,
    };
    const paneOf = (side: Side): Pane => ({ ...(isSame ? view.panes[side] : EMPTY), model: names[side] });
    view = {
      runs: found,
      run: chosen?.folder ?? null,
      question: isSame ? view.question : null,
      panes: { base: paneOf('base'), tuned: paneOf('tuned') },
    };
    sendAll();
  };

  const answerSide = async (
    side: Side,
    ref: ModelRef,
    { prompt, maxTokens }: { prompt: string; maxTokens: number },
    signal: AbortSignal,
  ): Promise<void> => {
    const pane = (): Pane => view.panes[side];
    const parameters = {
      messages: [{ role: 'user' as const, content: prompt }],
      maxTokens,
      temperature: 0,
      seed: 0,
    };
    const listener = {
      onStage: (state: 'loading' | 'answering') => setPane(side, { ...pane(), state }),
      onText: (text: string, nTokens: number) => {
        const from = pane().text.length;
        view = { ...view, panes: { ...view.panes, [side]: { ...pane(), text: pane().text + text, nTokens } } };
        send({ type: 'text', side, from, text, nTokens });
      },
    };
    try {
      const { text, ids, stop, milliseconds } = await client.generate(ref, parameters, listener, signal);
      const answer = { ids, stop, milliseconds };
      setPane(side, { ...pane(), state: 'done', text, nTokens: ids.length, answer });
    } catch (error) {
      setPane(side, { ...pane(), state: 'failed', problem: problemOf(error) });
    }
  };

  const ask = async (question: { prompt: string; maxTokens: number }): Promise<void> => {
    if (asking !== undefined) return;
    const controller = (asking = new AbortController());
    try {
      const fresh = (side: Side): Pane => ({ ...EMPTY, model: view.panes[side].model });
      view = { ...view, question: question.prompt, panes: { base: fresh('base'), tuned: fresh('tuned') } };
      const refs = await modelsOf(view.run);
      for (const side of SIDES)
        if (refs[side] !== undefined)
          view = { ...view, panes: { ...view.panes, [side]: { ...view.panes[side], state: 'waiting' } } };
      sendAll();
      await Promise.all(
        SIDES.map(async (side) => {
          const ref = refs[side];
          if (ref !== undefined) await answerSide(side, ref, question, controller.signal);
        }),
      );
    } catch (error) {
      for (const side of SIDES) setPane(side, { ...view.panes[side], state: 'failed', problem: problemOf(error) });
    } finally {
      asking = undefined;
    }
    await refresh();
  };

  const modelsOf = async (run: string | null): Promise<{ base: ModelRef; tuned?: ModelRef }> =>
    run === null ? { base: defaultBase().ref } : runModels(run);

  return {
    refresh,
    receive: async (message) => {
      switch (message.type) {
        case 'ready':
          if (asking === undefined) await refresh();
          else sendAll();
          return;
        case 'ask':
          await ask(message);
          return;
        case 'stop':
          asking?.abort();
          return;
        case 'choose':
          await refresh(message.run);
          return;
      }
    },
    dispose: () => asking?.abort(),
  };
}

const problemOf = (error: unknown): NonNullable<Pane['problem']> =>
  error instanceof UserError
    ? { message: error.message, next: error.next }
    : { message: error instanceof Error ? error.message : String(error), next: 'Its details are in the log.' };
