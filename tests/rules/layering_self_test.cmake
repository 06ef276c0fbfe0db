# SPDX-License-Identifier: Apache-2.0
cmake_minimum_required(VERSION 3.25)
# cmake -DSCRATCH=<dir> -P layering_self_test.cmake
# Plants one include at a time and asks layering.cmake: refused where it must be, allowed where
# it may be.

function(expect verdict header line)
  file(REMOVE_RECURSE "${SCRATCH}")
  file(WRITE "${SCRATCH}/passk/${header}" "${line}\n")
  execute_process(
    COMMAND "${CMAKE_COMMAND}" "-DINCLUDE_DIR=${SCRATCH}" -P "${CMAKE_CURRENT_LIST_DIR}/layering.cmake"
    RESULT_VARIABLE failed
    OUTPUT_QUIET ERROR_QUIET)
  if(failed AND NOT verdict STREQUAL "refused" OR NOT failed AND NOT verdict STREQUAL "allowed")
    message(SEND_ERROR "${header}: ${line} must be ${verdict}")
  endif()
endfunction()

expect(allowed outcome/tally.hpp "#include <passk/core/error.hpp>")
expect(allowed outcome/tally.hpp "#include <vector>")
expect(refused outcome/tally.hpp "#include <passk/estimate/pass_at_k.hpp>")
expect(refused outcome/tally.hpp "#include <passk/estimate.hpp>")
expect(refused outcome/tally.hpp "#include <boost/multiprecision/cpp_int.hpp>")
expect(refused outcome/tally.hpp "#include <range/v3/view/transform.hpp>")
expect(refused outcome/tally.hpp "#include <unistd.h>")
expect(refused outcome/tally.hpp "#include \"verdict.hpp\"")
expect(refused outcome/tally.hpp "#  include <passk/estimate/pass_at_k.hpp>")
expect(allowed estimate/impl/forecast.ipp "#include <boost/math/distributions/beta.hpp>")
expect(refused estimate/variance.hpp "#include <boost/math/distributions/beta.hpp>")
expect(refused estimate/detail/sum.hpp "#include <boost/math/distributions/beta.hpp>")
expect(allowed verify/math/expression.hpp "#include <boost/multiprecision/cpp_int.hpp>")
expect(refused verify/math/expression.hpp "#include <passk/infer/inference_backend.hpp>")
expect(refused report/text_table.hpp "#include <passk/verify/verifier.hpp>")
expect(refused report/text_table.hpp "#include <passk/adapter/json/readers.hpp>")
expect(allowed adapter/json/readers.hpp "#include <boost/json.hpp>")
expect(refused adapter/json/readers.hpp "#include \"fields.hpp\"")
expect(allowed statistics/quantile.hpp "#include <passk/core/error.hpp>")
expect(refused statistics/quantile.hpp "#include <passk/sample/problem.hpp>")
expect(allowed estimate/variance.hpp "#include <passk/estimate/detail/pass_fraction.hpp>")
expect(refused interval/bootstrap.hpp "#include <passk/estimate/detail/pass_fraction.hpp>")
expect(allowed adapter/json/readers.hpp "#include <passk/adapter/json/detail/fields.hpp>")
expect(refused adapter/json/readers.hpp "#include <passk/adapter/program/detail/jail.hpp>")
expect(refused adapter/mpi/bootstrap.hpp "#include <passk/interval/detail/mean_resampler.hpp>")
expect(refused attic/old.hpp "#include <vector>")
