import type { Problem, ProblemCode, Result } from '../contract/problem.ts';

export function ok(): Result<undefined>;
export function ok<T>(value: T): Result<T>;
export function ok(value?: unknown): Result<unknown> {
  return { ok: true, value };
}

/** `message` says what happened, `hint` what to do; both are for the person and hold no secret. */
export function problem(code: ProblemCode, message: string, hint?: string, detail?: string): Problem {
  return { code, message, ...(hint === undefined ? {} : { hint }), ...(detail === undefined ? {} : { detail }) };
}

export function fail(
  code: ProblemCode,
  message: string,
  hint?: string,
  detail?: string,
): { ok: false; problem: Problem } {
  return { ok: false, problem: problem(code, message, hint, detail) };
}

/** The text of anything that was thrown. */
export function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
